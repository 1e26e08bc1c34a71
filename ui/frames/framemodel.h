// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/frames/contentpreviews.h"
#include "ui/frames/headscan.h"
#include "ui/frames/rowcache.h"
#include "ui/frames/rowhits.h"
#include "ui/frames/rowsearch.h"
#include "ui/sessions/connection.h"
#include "ui/sessions/sessions.h"

#include <QAbstractListModel>
#include <QPointer>

namespace ajar::ui
{

/// The rows of the frame table that can be seen: a window of fixed height over all records of a
/// connection, over its messages, or over what passes a filter. Scrolling moves the window, not the
/// view, so ten million rows cost what thirty do.
class FrameModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Connection *connection READ connection WRITE setConnection NOTIFY
                   connectionChanged)
    Q_PROPERTY(int visibleRows READ visibleRows WRITE setVisibleRows NOTIFY moved)
    /// Fragments are folded under the row of their message.
    Q_PROPERTY(bool messages READ isMessages WRITE setMessages NOTIFY moved)
    Q_PROPERTY(bool folding READ isFolding NOTIFY moved) ///< `messages` is about to be so
    Q_PROPERTY(double folded READ folded NOTIFY moved)   ///< 0 to 1, how far that is
    /// Of rows that are filtered each is a record, also while messages are wanted.
    Q_PROPERTY(QString filter READ filter NOTIFY filterChanged) ///< as it was written
    Q_PROPERTY(bool filtered READ isFiltered NOTIFY moved)
    Q_PROPERTY(bool searching READ isSearching NOTIFY moved)
    Q_PROPERTY(bool searchPaused READ isSearchPaused WRITE setSearchPaused NOTIFY moved)
    Q_PROPERTY(double searched READ searched NOTIFY moved)           ///< 0 to 1, how far that is
    Q_PROPERTY(QString searchNote READ searchNote NOTIFY moved)      ///< what a search left out
    Q_PROPERTY(QString countText READ matchCount NOTIFY moved)       ///< "312 of 48 201"
    Q_PROPERTY(bool currentHidden READ isCurrentHidden NOTIFY moved) ///< it does not pass
    Q_PROPERTY(double total READ total NOTIFY moved) ///< rows there are, seen or not
    Q_PROPERTY(double firstRow READ firstRow WRITE scrollTo NOTIFY moved) ///< 0 is the first one
    Q_PROPERTY(bool following READ isFollowing WRITE setFollowing NOTIFY moved)
    Q_PROPERTY(double newRows READ newRows NOTIFY moved) ///< come since following ended
    Q_PROPERTY(double currentSeq READ currentSeq NOTIFY currentChanged) ///< 0: none
    /// The last record of the message that the current row stands for; 0: for no message.
    Q_PROPERTY(double currentLast READ currentLast NOTIFY currentChanged)
    Q_PROPERTY(double currentNumber READ currentNumber NOTIFY currentChanged) ///< 0: no frame
    /// The record from which the times count; 0: from the session's start.
    Q_PROPERTY(double reference READ reference WRITE setReference NOTIFY referenceChanged)
    Q_PROPERTY(QString referenceName READ referenceName NOTIFY referenceChanged) ///< "#5"
    Q_PROPERTY(double currentTime READ currentTime NOTIFY currentChanged)
    Q_PROPERTY(int currentPlace READ currentPlace NOTIFY moved) ///< in the window; -1: not in it

public:
    enum Role {
        SeqRole = Qt::UserRole,
        ThinRole,
        KeyRole,
        NumberRole,
        TimeRole,
        DeltaRole,
        SentRole,
        TypeRole,
        LengthRole,
        BitsRole,
        SummaryRole,
        HeldRole,
        WaitingRole,
        ResolutionRole,
        FindingRole,
        InflatedRole,
        FragmentsRole, ///< of the message that this row stands for; 0: a frame
        ExpandedRole,
        PartRole,   ///< a fragment below the row of its message
        SpokenRole, ///< the row in words, for screen readers
    };

    explicit FrameModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    Connection *connection() const { return m_connection; }
    void setConnection(Connection *connection);
    int visibleRows() const { return m_visible; }
    void setVisibleRows(int rows);
    bool isMessages() const { return m_messages; }
    void setMessages(bool on);
    bool isFolding() const { return m_messages && !m_inMessages && !m_inHits; }
    double folded() const;
    QString filter() const { return m_filterText; }
    bool isFiltered() const { return m_inHits; }
    /// What there was when the filter was set is still being looked through.
    bool isSearching() const { return m_search.isSearching() && m_search.scanned() < m_searchUpTo; }
    bool isSearchPaused() const { return m_search.isPaused(); }
    void setSearchPaused(bool paused);
    double searched() const;
    QString searchNote() const;
    QString matchCount() const;
    bool isCurrentHidden() const;
    double total() const { return static_cast<double>(m_total); }
    double firstRow() const { return static_cast<double>(m_first); }
    bool isFollowing() const { return m_following; }
    void setFollowing(bool on); ///< not while all rows are in sight: there the end is always
    double newRows() const;
    double currentSeq() const { return static_cast<double>(m_current); }
    double currentLast() const;
    double currentNumber() const;
    double currentTime() const;
    int currentPlace() const;
    double reference() const { return static_cast<double>(m_reference); }
    void setReference(double seq);
    QString referenceName() const { return m_referenceName; }

    /// Shows what passes; false, and all stays as it is, if the expression is wrong. It goes on
    /// with another connection. Empty: all rows.
    Q_INVOKABLE bool setFilter(const QString &expression);
    /// Expressions that a cell's value passes, the likeliest first. `cell` is a column's name;
    /// empty: those of all columns.
    Q_INVOKABLE QStringList cellFilters(double seq, const QString &cell) const;
    Q_INVOKABLE void copyCell(double seq, const QString &cell) const; ///< empty: the row
    Q_INVOKABLE void scrollTo(double row);
    Q_INVOKABLE void scrollBy(double rows);
    Q_INVOKABLE void follow();
    Q_INVOKABLE void select(double seq);
    Q_INVOKABLE void moveCurrent(double rows);
    Q_INVOKABLE void selectFirst();
    Q_INVOKABLE void selectLast();
    Q_INVOKABLE void showTime(double nanoseconds); ///< scrolls to that time and selects
    Q_INVOKABLE void showFrame(double number);
    Q_INVOKABLE void showRecord(double seq);
    Q_INVOKABLE void setExpanded(double seq, bool on); ///< of a message's row
    Q_INVOKABLE void toggleExpanded(double seq);

    /// Gives the marks of a session file that it has not got.
    using UnsavedMarks = Sessions::UnsavedMarks;
    void setUnsavedMarks(UnsavedMarks marks) { m_unsavedMarks = std::move(marks); }
    std::vector<session::MarkChange> unsavedMarks() const;
    /// The marks of the connection are others now; a filter that asks for them is asked anew.
    void takeMarks();

Q_SIGNALS:
    void marksChanged();
    void connectionChanged();
    void filterChanged();
    void moved();
    void currentChanged();
    void referenceChanged();

private:
    void takeGrowth();
    void takeHeads(const std::vector<RowHead> &heads);
    void showMode(); ///< frames or messages, with what was seen and selected still there
    /// A record that stays where it is in the window while the rows around it become others.
    struct Anchor {
        quint64 seq = 0;
        quint64 above = 0; ///< rows of the window over it
        bool isCurrent = false;
    };
    Anchor anchor() const;
    void showRows(bool messages, bool hits, const Anchor &anchor);
    void startSearch();
    void takeHits(const std::vector<quint64> &seqs);
    void placeAnchor();
    quint64 countRows() const;
    void refold();
    quint64 seqAt(quint64 position) const; ///< 0: no such row
    quint64 positionOf(quint64 seq) const;
    void reveal(quint64 seq); ///< opens the message that hides the record
    const FoldedMessage *messageAt(const session::Row &row) const;
    bool isPart(const session::Row &row) const;
    QVariant messageData(const session::Row &row, const FoldedMessage &message, int role) const;
    session::Content messageStart(const session::Row &row, const FoldedMessage &message) const;
    std::optional<session::Content> inflated(const session::Row &row) const;
    void goOnInflating();
    void moveTo(quint64 first);
    void pauseFollowing();
    void showWindow();
    quint64 lastFirst() const; ///< the window's place at the very end
    QString timeText(const session::Row &row) const;
    QVariant frameData(const session::Row &row, int role) const;
    QVariant thinData(const session::Row &row, int role) const;
    QString spoken(const QModelIndex &index) const;
    QString resolution(const session::Row &row) const;
    const session::Row *row(quint64 seq) const;

    QPointer<Connection> m_connection;
    mutable RowCache m_cache;
    mutable ContentPreviews m_previews;
    mutable QTimer m_nextTurn; ///< of m_previews
    mutable QHash<quint64, QString> m_resolved;
    int m_visible = 0;
    int m_shown = 0; ///< rows of the model now
    RowMap m_map;
    HeadScan m_scan;
    filter::Filter m_filter;
    QString m_filterText;
    RowHits m_hits;
    RowSearch m_search;
    UnsavedMarks m_unsavedMarks;
    std::optional<Anchor> m_anchor; ///< until the search has passed it
    bool m_followAgain = false;     ///< once the search is done, if the anchor lets it
    quint64 m_searchUpTo = 0;       ///< the record up to which hits are not new ones
    quint64 m_records = 0;
    quint64 m_foldUpTo = 0; ///< the record that has to be in the map before it is shown
    quint64 m_total = 0;
    quint64 m_first = 0;
    quint64 m_seen = 0; ///< total when following ended
    quint64 m_current = 0;
    quint64 m_reference = 0;
    closing::Time m_referenceTime = 0;
    QString m_referenceName;
    bool m_following = true;
    bool m_messages = false;   ///< wanted
    bool m_inMessages = false; ///< shown
    bool m_inHits = false;     ///< shown: what passes the filter
};

} // namespace ajar::ui
