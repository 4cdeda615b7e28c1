import DockerControl
import Testing

@Suite struct `The end of a log` {
    private func line(_ text: String) -> LogLine { LogLine(stream: .output, time: nil, bytes: Array(text.utf8)) }

    @Test(arguments: [0, 1, 3, 1_500])
    func `is bounded in lines`(limit: Int) {
        var tail = LogTail(lines: limit)
        for number in 0..<5_000 {
            tail.append(line("\(number)"))
            let count = min(limit, number + 1)
            if number % 500 == 0 || number == 4_999 {
                #expect(tail.lines.map(\.text) == (number + 1 - count..<number + 1).map { "\($0)" })
            }
        }
    }

    @Test func `is bounded in bytes`() {
        var tail = LogTail(lines: 100, bytes: 10)
        for text in ["aaaa", "bbbb", "cccc"] { tail.append(line(text)) }
        #expect(tail.lines.map(\.text) == ["bbbb", "cccc"])
        tail.append(line("dddddddddd"))
        #expect(tail.lines.map(\.text) == ["dddddddddd"])
        tail.append(line("too much for it"))
        #expect(tail.lines.isEmpty)
        tail.append(line("e"))
        #expect(tail.lines.map(\.text) == ["e"])
    }

    @Test func `bytes count as an answer has them`() {
        for (byte, count) in [(UInt8(0x01), 6), (0x7F, 6), (0x22, 2), (0x5C, 2), (0xFF, 3), (0x41, 1)] {
            let line = LogLine(stream: .output, time: nil, bytes: [byte, byte])
            var tail = LogTail(lines: 100, bytes: 4 * count - 1)
            tail.append(line)
            tail.append(line)
            #expect(tail.lines.count == 1, "\(byte)")
        }
        var tail = LogTail(lines: 100, bytes: 4)
        for _ in 0..<3 { tail.append(line("\u{E9}")) }
        #expect(tail.lines.count == 2)
    }
}
