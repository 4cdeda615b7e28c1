import Testing

@testable import ProxyCore

/// Streams of events whose data is looked at.
@Suite struct EventFilterTests {
    /// Passes a stream in pieces; the data of events that begin with `-` is replaced, of those with `!` ends it, with `~` is dropped.
    private static func filter(_ pieces: [[UInt8]], limit: Int = 1000) -> (
        output: [[UInt8]], data: [String], goesOn: Bool
    ) {
        let filter = EventFilter(limit: limit)
        var (outputs, seen) = ([[UInt8]](), [String]())
        let judge: ([UInt8]?, [UInt8]) -> EventFilter.Verdict = { event, data in
            seen.append(
                (event.map { String(decoding: $0, as: UTF8.self) + "=" } ?? "") + String(decoding: data, as: UTF8.self))
            switch data.first {
            case UInt8(ascii: "-"): return .replace(Array("new".utf8))
            case UInt8(ascii: "!"): return .end
            case UInt8(ascii: "~"): return .drop
            default: return .pass
            }
        }
        for piece in pieces {
            var output: [UInt8] = []
            let goesOn = unsafe piece.withUnsafeBufferPointer { unsafe filter.take($0, into: &output, judge: judge) }
            outputs.append(output)
            if !goesOn { return (outputs, seen, false) }
        }
        var output: [UInt8] = []
        let goesOn = filter.finish(into: &output, judge: judge)
        return (outputs + [output], seen, goesOn)
    }

    private static func text(_ outputs: [[UInt8]]) -> String { String(decoding: outputs.joined(), as: UTF8.self) }

    @Test func `what is not replaced passes as it came`() {
        let stream = ": hi\n\nid: 1\r\nevent:x\r\ndata: a\r\ndata:b\r\n\r\nretry: 5\r\rdata\n\nother: z\n\n"
        let result = Self.filter([Array(stream.utf8)])
        #expect(Self.text(result.output) == stream)
        #expect(result.data == ["x=a\nb", ""])
    }

    @Test func `data is replaced, and the rest of its event stays`() {
        let result = Self.filter([Array("id: 1\nevent: message\ndata: -a\ndata: b\nretry: 5\n\ndata: c\n\n".utf8)])
        #expect(Self.text(result.output) == "id: 1\nevent: message\nretry: 5\ndata: new\n\ndata: c\n\n")
    }

    @Test func `an event passes with its last byte, a comment with its line`() {
        let result = Self.filter(
            [": a".utf8, "\n".utf8, "data: x\n".utf8, "\nda".utf8, "ta: y\r\n\r".utf8, "\n".utf8].map { Array($0) })
        #expect(
            result.output.map { String(decoding: $0, as: UTF8.self) } == [
                "", ": a\n", "", "data: x\n\n", "data: y\r\n\r", "\n", "",
            ])
    }

    @Test func `a stream ends before an event that must not pass`() {
        let result = Self.filter([Array("data: a\n\ndata: !\n\ndata: b\n\n".utf8)])
        #expect(Self.text(result.output) == "data: a\n\n")
        #expect(!result.goesOn)
    }

    @Test func `an event that is dropped leaves nothing behind`() {
        let result = Self.filter([Array("data: a\n\nid: 1\ndata: ~\n\ndata: b\n\n".utf8)])
        #expect(Self.text(result.output) == "data: a\n\ndata: b\n\n")
        #expect(result.goesOn)
    }

    @Test func `what is left at the end is looked at too`() {
        #expect(Self.text(Self.filter([Array("data: -x".utf8)]).output) == "data: new\n\n")
        #expect(!Self.filter([Array("data: !".utf8)]).goesOn)
        #expect(Self.text(Self.filter([Array("data: x".utf8)]).output) == "data: x")
    }

    @Test func `a byte order mark hides nothing`() {
        #expect(Self.filter([Array("\u{FEFF}data: -x\n\n".utf8)]).data == ["-x"])
        #expect(Self.filter([Array("data: a\n\n\u{FEFF}data: b\n\n".utf8)]).data == ["a"])
    }

    @Test func `an event that is too long ends the stream`() {
        #expect(Self.filter([Array("data: 12345678\n\n".utf8)], limit: 16).goesOn)
        #expect(!Self.filter([Array("data: 123456789\n\n".utf8)], limit: 15).goesOn)
        #expect(!Self.filter([Array("data: 1".utf8), Array("23456789".utf8)], limit: 12).goesOn)
        let many = Array(String(repeating: "data: 1\n\n", count: 100).utf8)
        #expect(Self.text(Self.filter([many], limit: 12).output).utf8.elementsEqual(many))
    }

    @Test func `however the bytes are cut, the same comes out`() {
        let stream = Array(
            ": c\r\n\r\nid: 1\rdata: -a\r\rdata: b\r\ndata: c\r\n\r\nevent: e\ndata:-\n\n\n\ndata\n: x\n\ndata: z".utf8)
        let whole = Self.filter([stream])
        for cut in 0...stream.count {
            let result = Self.filter([Array(stream[..<cut]), Array(stream[cut...])])
            #expect(Self.text(result.output) == Self.text(whole.output), "cut at \(cut)")
            #expect(result.data == whole.data, "cut at \(cut)")
        }
        #expect(Self.text(Self.filter(stream.map { [$0] }).output) == Self.text(whole.output))
    }

    @Test func `random streams in random pieces come out the same`() {
        var random = SeededGenerator(seed: 5)
        let words = ["data: ", "data", ":", "-", "x", "\n", "\r", "\r\n", "\n\n", "id: 1", "event: e", "\u{FEFF}", " "]
        for _ in 0..<600 {
            var stream: [UInt8] = []
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                stream += words.randomElement(using: &random)?.utf8 ?? "".utf8
            }
            var (pieces, rest) = ([[UInt8]](), stream[...])
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &random)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            let (whole, cut) = (Self.filter([stream]), Self.filter(pieces))
            #expect(Self.text(whole.output) == Self.text(cut.output))
            #expect(whole.data == cut.data)
            #expect(
                whole.data.contains { $0.drop { $0 != "=" }.dropFirst().first == "-" || $0.first == "-" }
                    || Self.text(whole.output).utf8.elementsEqual(stream))
        }
    }
}
