// SPDX-License-Identifier: MIT
#pragma once

#include "sessiontest.h"
#include "wire/compressedstream.h"
#include "wire/deflater.h"

#include <map>

namespace ajar::session::test
{

/// Records compressed messages as the gate does, with its own CompressedStream, and remembers what
/// each frame carries.
class CompressedSession
{
public:
    struct Options {
        wire::DeflateParameters agreed{};
        bool handshake = true; ///< the records of it
        std::string kind = "client";
        std::size_t contextEvery = 0; ///< compressed bytes; 0: the gate's own contexts
        int level = 6;
        std::uint64_t maxMessage = 64ull << 20; ///< of the gate
        std::size_t chunkBytes = 1 << 20;
    };
    explicit CompressedSession(Options options);

    /// A compressed message, cut into fragments; each goes out in a frame of its own.
    void message(closing::Direction direction, const QByteArray &content, int fragments = 1,
                 wire::Opcode opcode = wire::Opcode::Text);
    /// A message of compressed bytes as they are.
    void raw(closing::Direction direction, const QByteArray &payload);
    void frame(closing::Direction direction, wire::Opcode opcode, bool fin,
               const QByteArray &payload);
    /// What is not compressed: a record of its own.
    void plain(closing::Direction direction, wire::Opcode opcode, const QByteArray &payload,
               closing::Disposition disposition = closing::Disposition::Passed,
               std::uint64_t ref = 0);
    /// The disposition of the compressed frames that follow, and the frame they refer to.
    void dispose(closing::Disposition disposition, std::uint64_t ref = 0);
    void event(closing::Event event, closing::Attributes attributes = {});

    QByteArray deflated(closing::Direction direction, const QByteArray &content, bool last = true);
    std::uint64_t frames() const { return m_number; }
    quint64 lastSeq() const { return m_seq; }
    /// What the record carries, by its sequence number: what the gate has seen.
    const std::map<quint64, QByteArray> &contents() const { return m_contents; }
    QString path() const { return m_recording.path(); }
    std::unique_ptr<Reader> finished();

private:
    struct Side {
        Side(const wire::DeflateParameters &agreed, wire::Role sender, const Options &options);
        wire::Deflater deflater;
        wire::CompressedStream stream;
        wire::Inflater inflater; ///< for contexts that come oftener than the gate's
        std::size_t sinceContext = 0;
    };
    Side &side(closing::Direction direction);
    void add(closing::FrameRecord record, const QByteArray &payload);
    void submit();

    Options m_options;
    Recording m_recording;
    Side m_received;
    Side m_sent;
    Batch m_batch;
    std::size_t m_batched = 0;
    std::uint64_t m_number = 0;
    quint64 m_seq = 0;
    closing::Disposition m_disposition = closing::Disposition::Passed;
    std::uint64_t m_ref = 0;
    std::map<quint64, QByteArray> m_contents;
};

/// Bytes that deflate to about half of their size, the same for the same seed.
QByteArray words(unsigned seed, int size);

/// The record as a reader gives it, without its payload.
Row rowAt(Reader &reader, quint64 seq, quint32 connection = 1);

} // namespace ajar::session::test
