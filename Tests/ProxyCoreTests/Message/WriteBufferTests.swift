import ProxyCore
import Testing

@Suite struct WriteBufferTests {
    private func text(_ buffer: WriteBuffer) -> String { unsafe Octets.text(buffer.readable) }

    @Test func `gives back in order what was added`() {
        let buffer = WriteBuffer(capacity: 64)
        var expected = ""
        for index in 0..<200 {
            buffer.append("line ")
            buffer.append(decimal: UInt64(index))
            buffer.append(byte: 0x0A)
            expected += "line \(index)\n"
        }
        #expect(self.text(buffer) == expected)
        #expect(buffer.count == expected.utf8.count)
    }

    @Test(arguments: [0, 9, 10, 15, 16, 255, 256, 99_999, 0xFFFF_FFFF, UInt64.max - 1, .max])
    func `writes numbers`(_ number: UInt64) {
        let buffer = WriteBuffer()
        buffer.append(hex: number)
        buffer.append(" ")
        buffer.append(decimal: number)
        #expect(self.text(buffer) == String(number, radix: 16) + " " + String(number))
    }

    @Test func `consumes from the front and reuses the room`() {
        let buffer = WriteBuffer(capacity: 64)
        for _ in 0..<1000 {
            buffer.append("0123456789abcdef0123456789abcdef012345")
            buffer.consume(30)
            buffer.consume(buffer.count - 3)
            #expect(buffer.count == 3)
            #expect(self.text(buffer) == "345")
        }
        buffer.consume(1000)
        #expect(buffer.isEmpty)
    }

    @Test func `is empty and usable after shrinking`() {
        let buffer = WriteBuffer(capacity: 64)
        for _ in 0..<1000 { buffer.append("0123456789") }
        buffer.shrink()
        #expect(buffer.isEmpty)
        buffer.append("x")
        #expect(self.text(buffer) == "x")
    }

    @Test func `adds bytes written in place`() {
        let buffer = WriteBuffer(capacity: 64)
        let target = unsafe buffer.reserve(1000)
        for index in 0..<1000 { unsafe target[index] = 0x61 }
        buffer.commit(1000)
        #expect(self.text(buffer) == String(repeating: "a", count: 1000))
    }
}
