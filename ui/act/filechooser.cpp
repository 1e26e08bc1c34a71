// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/filechooser.h"

#include <QFileDialog>

namespace ajar::ui
{

void FileChooser::ask(const QString &title, const QString &filter, const QString &suffix, bool save,
                      const QString &name, void (FileChooser::*chosen)(const QString &))
{
    auto *dialog = new QFileDialog(nullptr, title, {}, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(save ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(save ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    dialog->setDefaultSuffix(suffix);
    if (!name.isEmpty())
        dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, this, chosen);
    dialog->open();
}

void FileChooser::openSession()
{
    ask(tr("Open session"), tr("Ajar sessions (*.ajar);;All files (*)"), QStringLiteral("ajar"),
        false, {}, &FileChooser::sessionChosen);
}

void FileChooser::saveSession(const QString &name)
{
    ask(tr("Save session as"), tr("Ajar sessions (*.ajar)"), QStringLiteral("ajar"), true, name,
        &FileChooser::saveChosen);
}

void FileChooser::exportFile(const QString &suffix)
{
    ask(tr("Export"), tr("All files (*)"), suffix, true, {}, &FileChooser::exportChosen);
}

void FileChooser::openCertificates()
{
    ask(tr("Trusted certificates"), tr("PEM files (*.pem *.crt);;All files (*)"), {}, false, {},
        &FileChooser::certificatesChosen);
}

} // namespace ajar::ui
