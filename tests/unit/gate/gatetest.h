// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QTest>

#include <string>

/// Compares a std::string with a literal, and shows both when they differ.
#define SAYS(actual, expected) QCOMPARE(QString::fromStdString(actual), QString::fromUtf8(expected))
