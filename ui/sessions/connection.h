// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "link/clientlink.h"
#include "ui/sessions/sessionfile.h"
#include "ui/sessions/story.h"

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

namespace ajar::ui
{

/// One connection of a session as the window shows it, live or from a file. What it says comes
/// from the file; the link, if there is one, only takes orders. UI thread.
class Connection : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Sessions makes connections")
    Q_PROPERTY(QString url READ url CONSTANT)
    Q_PROPERTY(QString section READ section CONSTANT)
    Q_PROPERTY(bool live READ isLive NOTIFY changed)
    Q_PROPERTY(bool readOnly READ isReadOnly CONSTANT)
    Q_PROPERTY(QString stateKey READ stateKey NOTIFY changed)
    Q_PROPERTY(QString stateText READ stateText NOTIFY ticked)
    Q_PROPERTY(QString headline READ headline NOTIFY ticked)
    Q_PROPERTY(QString frameCount READ frameCount NOTIFY ticked)
    Q_PROPERTY(QString byteCount READ byteCount NOTIFY ticked)
    Q_PROPERTY(QString rate READ rate NOTIFY ticked)
    Q_PROPERTY(QString tls READ tls NOTIFY changed)
    Q_PROPERTY(QString extension READ extension NOTIFY changed) ///< agreed on; empty: none
    Q_PROPERTY(QString offeredExtension READ offeredExtension NOTIFY changed)
    Q_PROPERTY(bool compressed READ isCompressed NOTIFY changed)
    Q_PROPERTY(int findingCount READ findingCount NOTIFY changed)
    Q_PROPERTY(QString findingLevel READ findingLevel NOTIFY changed) ///< the worst: "MUST"
    Q_PROPERTY(int heldCount READ heldCount NOTIFY heldChanged)
    Q_PROPERTY(QString heldText READ heldText NOTIFY heldChanged) ///< "3 frames held · 1.2 kB"
    Q_PROPERTY(bool replyHeld READ isReplyHeld NOTIFY heldChanged)

public:
    Connection(std::shared_ptr<SessionFile> file, const session::StoredConnection &info,
               const QString &section, std::unique_ptr<link::ClientLink> link, QObject *parent);

    quint32 id() const { return m_info.id; }
    const session::StoredConnection &info() const { return m_info; }
    const std::shared_ptr<SessionFile> &file() const { return m_file; }
    session::Reader &reader() const { return m_file->reader(); }
    const Story &story() const { return m_story; }
    link::ClientLink *link() const { return m_link.get(); }
    const session::Totals &totals() const { return m_totals; }
    quint64 lastSeq() const { return m_lastSeq; }
    /// The end of what is shown: the present while it is live, else its last record.
    closing::Time now() const;
    /// When it began, on the session's clock.
    closing::Time begin() const { return m_info.t; }

    QString url() const;
    QString section() const { return m_section; }
    bool isLive() const;
    bool isReadOnly() const { return !m_link; }
    QString stateKey() const;
    QString stateText() const; ///< "half-closed by peer · 12.4 s"
    QString headline() const;  ///< "Half-closed by the peer for 12.4 s"
    QString frameCount() const;
    QString byteCount() const;
    QString rate() const;
    QString tls() const;
    QString extension() const;
    QString offeredExtension() const;
    bool isCompressed() const;
    int findingCount() const;
    QString findingLevel() const;
    int heldCount() const { return m_held; }
    QString heldText() const;
    Q_INVOKABLE bool isHeld(double number) const;
    bool isReplyHeld() const { return m_replyHeld != 0; }

    Q_INVOKABLE void releaseReply(); ///< lets the held Close go
    Q_INVOKABLE void dropReply();
    Q_INVOKABLE void release(double number);
    Q_INVOKABLE void drop(double number);
    Q_INVOKABLE void releaseAll(); ///< what is held now, in its order
    Q_INVOKABLE void dropAll();
    Q_INVOKABLE void halfClose();
    Q_INVOKABLE void reset();
    Q_INVOKABLE void disconnectNormally(); ///< a Close 1000, or gives up connecting

    /// Takes in what the file has got since; true if there is more to take in at once.
    bool refresh();
    /// The last refresh() left something to take in.
    bool readyForMore() const { return m_more; }
    /// What a check of the whole file has found.
    void addFindings(const QList<FindingMark> &marks);
    /// The running times have changed.
    void tick();

Q_SIGNALS:
    void changed();
    void ticked();
    void grown();
    void heldChanged();

private:
    void watchLink();
    void updateHeld();
    void readInfo();
    void updateRate();
    closing::Time stateAge() const;
    QString extensionsIn(closing::Event event) const;

    std::shared_ptr<SessionFile> m_file;
    session::StoredConnection m_info;
    QString m_section;
    Story m_story;
    quint64 m_lastSeq = 0;
    session::Totals m_totals;
    session::Totals m_before;
    closing::Time m_rateAt = 0;
    double m_rate = 0;
    int m_held = 0;
    quint64 m_heldBytes = 0;
    QTimer m_heldTimer; ///< many frames that are held at once are one change
    quint64 m_replyHeld = 0;
    bool m_more = false;
    bool m_infoRead = false;
    std::unique_ptr<link::ClientLink> m_link; ///< last: it goes before the file does
};

} // namespace ajar::ui
