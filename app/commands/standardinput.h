// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIODevice>

#include <atomic>

namespace ajar::app
{

/// Standard input, whose waiting a signal ends. QFile's does not end: it asks again, from a stream
/// of stdio for ever.
class StandardInput : public QIODevice
{
public:
    /// `cancelled` is what the signal sets; its action must be without SA_RESTART.
    explicit StandardInput(const std::atomic_bool &cancelled);

    bool isSequential() const override { return true; }

protected:
    /// 0 bytes at the end, and when it is cancelled.
    qint64 readData(char *data, qint64 size) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    const std::atomic_bool &m_cancelled;
};

} // namespace ajar::app
