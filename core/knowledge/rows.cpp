// SPDX-License-Identifier: MIT
#include "knowledge/rows.h"

namespace ajar::knowledge
{

namespace
{

/// The rows of a table inside a row; what is wrong with one of them is wrong with the row.
template<typename Row, typename Read>
std::vector<Row> innerRows(RowReader &row, const QString &key, Read read)
{
    std::vector<Row> rows;
    const QJsonArray values = row.array(key);
    for (const QJsonValue &value : values) {
        RowReader inner(value.toObject(), QString());
        rows.push_back(read(inner));
        inner.finish();
        if (!inner.problem().isEmpty())
            row.complain(
                QStringLiteral("%1[%2]%3").arg(key).arg(rows.size() - 1).arg(inner.problemPlace()),
                inner.problem());
    }
    return rows;
}

std::vector<closing::How> endings(RowReader &row)
{
    const QStringList words{QStringLiteral("close"), QStringLiteral("fin"), QStringLiteral("reset"),
                            QStringLiteral("silence")};
    std::vector<closing::How> endings;
    const QString key = QStringLiteral("ends");
    for (const std::string &text : row.texts(key)) {
        const qsizetype index = words.indexOf(QString::fromStdString(text));
        if (index < 0)
            row.complain(key, QStringLiteral("each is one of close, fin, reset, silence"));
        else
            endings.push_back(static_cast<closing::How>(index));
    }
    if (endings.empty())
        row.complain(key, QStringLiteral("an array of close, fin, reset, silence is needed"));
    return endings;
}

closing::CodeChange codeChange(RowReader &row)
{
    closing::CodeChange change;
    change.first = row.code(QStringLiteral("first"));
    change.last = row.code(QStringLiteral("last"));
    change.answer = row.code(QStringLiteral("answer"));
    return change;
}

closing::CloseSign closeSign(RowReader &row)
{
    closing::CloseSign sign;
    sign.code = row.code(QStringLiteral("code"), 1);
    sign.reason = row.optionalText(QStringLiteral("reason"));
    sign.meaning = row.text(QStringLiteral("meaning"));
    return sign;
}

} // namespace

closing::IdleLimit idleLimit(RowReader &row)
{
    closing::IdleLimit limit;
    limit.product = row.text(QStringLiteral("product"));
    limit.limit = row.seconds(QStringLiteral("seconds"));
    limit.lifetime = row.flag(QStringLiteral("lifetime"));
    limit.silence = static_cast<closing::Silence>(
        row.word(QStringLiteral("silence"),
                 {QStringLiteral("both"), QStringLiteral("client"), QStringLiteral("server")}));
    limit.ends = endings(row);
    limit.setting = row.optionalText(QStringLiteral("setting"));
    limit.source = row.text(QStringLiteral("source"));
    limit.evidence = row.evidence();
    return limit;
}

closing::HeaderWitness headerWitness(RowReader &row)
{
    closing::HeaderWitness witness;
    witness.product = row.text(QStringLiteral("product"));
    witness.header = row.text(QStringLiteral("header"));
    witness.contains = row.optionalText(QStringLiteral("contains"));
    witness.source = row.text(QStringLiteral("source"));
    witness.evidence = row.evidence();
    return witness;
}

closing::Library library(RowReader &row)
{
    closing::Library library;
    library.name = row.text(QStringLiteral("name"));
    const int role =
        row.word(QStringLiteral("role"),
                 {QStringLiteral("both"), QStringLiteral("client"), QStringLiteral("server")});
    library.client = role != 2;
    library.server = role != 1;
    library.givesUp = row.optionalSeconds(QStringLiteral("givesUpSeconds"));
    library.changes = innerRows<closing::CodeChange>(row, QStringLiteral("changes"), codeChange);
    library.signs = innerRows<closing::CloseSign>(row, QStringLiteral("closes"), closeSign);
    library.answer = row.optionalText(QStringLiteral("answer"));
    library.tcpEnd = row.optionalText(QStringLiteral("tcpEnd"));
    library.heartbeat = row.optionalText(QStringLiteral("heartbeat"));
    library.source = row.text(QStringLiteral("source"));
    library.evidence = row.evidence();
    return library;
}

closing::CodeMeaning codeMeaning(RowReader &row)
{
    closing::CodeMeaning meaning;
    meaning.product = row.optionalText(QStringLiteral("product"));
    meaning.code = row.code(QStringLiteral("code"), 1);
    meaning.meaning = row.text(QStringLiteral("meaning"));
    meaning.reconnect = row.optionalFlag(QStringLiteral("reconnect"));
    meaning.hosts = row.texts(QStringLiteral("hosts"));
    meaning.subprotocols = row.texts(QStringLiteral("subprotocols"));
    meaning.source = row.text(QStringLiteral("source"));
    meaning.evidence = row.evidence();
    return meaning;
}

} // namespace ajar::knowledge
