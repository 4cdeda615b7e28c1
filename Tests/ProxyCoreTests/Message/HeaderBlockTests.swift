import ProxyCore
import Testing

@Suite struct HeaderBlockTests {
    private func value(_ block: HeaderBlock, _ name: FieldName) -> String? {
        block.first(name).map { unsafe Octets.text(block.value($0)) }
    }

    private func append(_ name: String, _ value: String, to block: HeaderBlock) {
        unsafe Octets(name).withExactCopy { nameSource, nameCount in
            unsafe Octets(value).withExactCopy { valueSource, valueCount in
                unsafe block.append(
                    name: UnsafeBufferPointer(start: nameSource, count: nameCount),
                    value: UnsafeBufferPointer(start: valueSource, count: valueCount))
            }
        }
    }

    private func removeAll(matching name: String, from block: HeaderBlock) {
        unsafe Octets(name).withExactCopy {
            unsafe block.removeAll(matching: UnsafeBufferPointer(start: $0, count: $1))
        }
    }

    @Test func `keeps a line in sixteen bytes`() {
        #expect(MemoryLayout<FieldLine>.size == 16)
        #expect(MemoryLayout<FieldLine>.stride == 16)
    }

    @Test func `finds what was appended`() {
        let block = HeaderBlock()
        block.append(.server, "proxyd")
        block.append(.maxForwards, decimal: .max)
        block.append(.age, decimal: 0)
        block.append(name: "X-Own", value: "")
        self.append("content-TYPE", "text/plain", to: block)
        #expect(self.value(block, .server) == "proxyd")
        #expect(self.value(block, .maxForwards) == "18446744073709551615")
        #expect(self.value(block, .age) == "0")
        #expect(self.value(block, .contentType) == "text/plain")
        #expect(self.value(block, .host) == nil)
        #expect(
            unsafe Octets.text(UnsafeBufferPointer(start: block.bytes, count: block.byteCount))
                == "Server: proxyd\r\nMax-Forwards: 18446744073709551615\r\nAge: 0\r\nX-Own: \r\ncontent-TYPE: text/plain\r\n"
        )
    }

    @Test func `does not find what was removed until it is restored`() throws {
        let block = HeaderBlock()
        block.append(.via, "a")
        block.append(.via, "b")
        let first = try #require(block.first(.via))
        block.remove(at: first)
        #expect(self.value(block, .via) == "b")
        block.restore(at: first)
        #expect(self.value(block, .via) == "a")
        #expect(block.next(.via, from: first + 1) == 1)
        let found = block.removeAll(named: .via)
        #expect(found)
        let again = block.removeAll(named: .via)
        #expect(!again)
        #expect(block.keptFields.isEmpty)
    }

    @Test func `takes underscore, dot and hyphen for one another when removing`() {
        let block = HeaderBlock()
        for name in ["X-Auth-User", "x_auth.user", "X-AUTH_USER", "X-Auth-User-Id", "XAuth-User"] {
            self.append(name, "v", to: block)
        }
        self.removeAll(matching: "X-Auth_User", from: block)
        #expect(block.keptFields == ["X-Auth-User-Id: v", "XAuth-User: v"])
    }

    @Test func `finds a name by its bytes`() {
        let block = HeaderBlock()
        self.append("X-Custom", "1", to: block)
        func first(_ name: String) -> Int? {
            unsafe Octets(name).withExactCopy {
                unsafe block.first(matching: UnsafeBufferPointer(start: $0, count: $1))
            }
        }
        #expect(first("x-custom") == 0)
        #expect(first("x_custom") == nil)
    }

    @Test func `copies a value out of itself while it grows`() {
        let block = HeaderBlock()
        let long = String(repeating: "v", count: 400)
        self.append("A", long, to: block)
        for _ in 0..<6 { unsafe block.append(.xForwardedHost, block.value(0)) }
        #expect(block.keptFields == ["A: \(long)"] + Array(repeating: "X-Forwarded-Host: \(long)", count: 6))
        let copy = unsafe block.appendBytes(block.bytes, count: block.byteCount)
        #expect(unsafe Octets.text(block.slice(copy)).hasPrefix("A: vvv"))
    }

    @Test func `is empty and usable after reset and shrink`() {
        let block = HeaderBlock()
        for _ in 0..<100 { block.append(.via, "some words to fill the block") }
        #expect(block.lineCount == 100)
        block.shrink()
        #expect(block.lineCount == 0)
        #expect(block.byteCount == 0)
        block.append(.via, "x")
        block.reset()
        #expect(block.first(.via) == nil)
        block.append(.via, "y")
        #expect(block.keptFields == ["Via: y"])
    }
}
