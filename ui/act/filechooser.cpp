// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/filechooser.h"

#include <QFileDialog>

namespace ajar::ui
{

void FileChooser::ask(const QString &title, const QString &filter, const QString &suffix, bool save,
                      const QString &name, const std::function<void(const QString &)> &chosen)
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
        false, {}, [this](const QString &path) { Q_EMIT sessionChosen(path); });
}

void FileChooser::importFile()
{
    ask(tr("Import"),
        tr("Exports and captures (*.jsonl *.ndjson *.json *.har *.pcapng *.pcap);;All files (*)"),
        {}, false, {}, [this](const QString &path) { Q_EMIT importChosen(path); });
}

void FileChooser::openOtherEnd()
{
    ask(tr("Lay a recording of the other end beside"),
        tr("Sessions, exports and captures (*.ajar *.jsonl *.ndjson *.json *.har *.pcapng "
           "*.pcap);;All files (*)"),
        {}, false, {}, [this](const QString &path) { Q_EMIT otherEndChosen(path); });
}

void FileChooser::saveSession(const QString &name)
{
    ask(tr("Save session as"), tr("Ajar sessions (*.ajar)"), QStringLiteral("ajar"), true, name,
        [this](const QString &path) { Q_EMIT saveChosen(path); });
}

void FileChooser::continueSession()
{
    ask(tr("Go on recording in"), tr("Ajar sessions (*.ajar)"), QStringLiteral("ajar"), true, {},
        [this](const QString &path) { Q_EMIT continueChosen(path); });
}

void FileChooser::exportFile(const QString &suffix)
{
    ask(tr("Export"), tr("All files (*)"), suffix, true, {},
        [this](const QString &path) { Q_EMIT exportChosen(path); });
}

void FileChooser::openCertificates(const QString &purpose)
{
    ask(tr("Certificate or key"), tr("PEM files (*.pem *.crt);;All files (*)"), {}, false, {},
        [this, purpose](const QString &path) { Q_EMIT certificatesChosen(purpose, path); });
}

void FileChooser::openPayload()
{
    ask(tr("Payload"), tr("All files (*)"), {}, false, {},
        [this](const QString &path) { Q_EMIT payloadChosen(path); });
}

} // namespace ajar::ui
