import ProxyCore
import Testing

@Suite struct ProxyProtocolParserTests {
    private func outcome(_ octets: Octets, maximumBytes: Int = 4096) -> ProxyProtocolParser.Outcome {
        unsafe octets.withExactCopy { source, count in
            unsafe ProxyProtocolParser.parse(source, count, maximumBytes: maximumBytes)
        }
    }

    private func ipv4(_ octets: [UInt8], _ port: UInt16) -> ProxyEndpoint {
        var bytes = InlineArray<16, UInt8>(repeating: 0)
        for (index, octet) in octets.enumerated() { bytes[index] = octet }
        return ProxyEndpoint(family: .ipv4, bytes: bytes, port: port)
    }

    private func ipv6(_ first: [UInt8], _ last: [UInt8], _ port: UInt16) -> ProxyEndpoint {
        var bytes = InlineArray<16, UInt8>(repeating: 0)
        for (index, octet) in first.enumerated() { bytes[index] = octet }
        for (index, octet) in last.enumerated() { bytes[16 - last.count + index] = octet }
        return ProxyEndpoint(family: .ipv6, bytes: bytes, port: port)
    }

    /// A version 2 header with this command, family and block.
    private static func v2(_ command: UInt8, _ family: UInt8, _ block: [UInt8], length: Int? = nil) -> Octets {
        let count = length ?? block.count
        return Octets(
            Octets("\r\n\r\n\0\r\nQUIT\n").bytes + [command, family, UInt8(count >> 8), UInt8(count & 255)] + block)
    }

    private static let tcp4: [UInt8] = [192, 0, 2, 1, 198, 51, 100, 7, 0xD8, 0x03, 0x01, 0xBB]

    private static func attribute(_ type: UInt8, _ value: [UInt8]) -> [UInt8] {
        [type, UInt8(value.count >> 8), UInt8(value.count & 255)] + value
    }

    @Test func `reads version 1 over IPv4`() {
        let raw: Octets = "PROXY TCP4 192.0.2.1 198.51.100.7 55299 443\r\n"
        let header = ProxyProtocolHeader(
            source: self.ipv4([192, 0, 2, 1], 55299), destination: self.ipv4([198, 51, 100, 7], 443), isLocal: false)
        #expect(self.outcome(raw + "GET /") == .complete(raw.bytes.count, header))
    }

    @Test func `reads version 1 over IPv6`() {
        let raw: Octets = "PROXY TCP6 2001:db8::1 ::ffff:192.0.2.7 1 65535\r\n"
        let header = ProxyProtocolHeader(
            source: self.ipv6([0x20, 0x01, 0x0D, 0xB8], [1], 1),
            destination: self.ipv6([], [0xFF, 0xFF, 192, 0, 2, 7], 65535), isLocal: false)
        #expect(self.outcome(raw) == .complete(raw.bytes.count, header))
    }

    @Test(arguments: [
        "PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", "PROXY UNKNOWN \r\n",
    ])
    func `keeps the real endpoints for UNKNOWN`(_ line: String) {
        #expect(self.outcome(Octets(line)) == .complete(line.utf8.count, .local))
    }

    @Test func `takes the longest line of version 1`() {
        let address = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
        let line = "PROXY UNKNOWN \(address) \(address) 65535 65535\r\n"
        #expect(line.utf8.count == 107)
        #expect(self.outcome(Octets(line)) == .complete(107, .local))
        let longer = "PROXY UNKNOWN \(address) \(address) 65535 65535 \r\n"
        #expect(self.outcome(Octets(longer)) == .rejected(.lineTooLong))
    }

    @Test(arguments: [
        ("PROXY TCP4 6.6.6.6 127.0.0.1 1\r\n", ProxyProtocolRejection.malformedLine),
        ("PROXY TCP4 6.6.6.6 127.0.0.1 1 80 \r\n", .malformedLine),
        ("PROXY TCP4 6.6.6.6 127.0.0.1 1 80 9\r\n", .malformedLine),
        ("PROXY  TCP4 6.6.6.6 127.0.0.1 1 80\r\n", .malformedLine),
        ("PROXY TCP4  6.6.6.6 127.0.0.1 1 80\r\n", .malformedLine), ("PROXY \r\n", .malformedLine),
        ("PROXY TCP5 6.6.6.6 127.0.0.1 1 80\r\n", .malformedLine),
        ("PROXY tcp4 6.6.6.6 127.0.0.1 1 80\r\n", .malformedLine),
        ("PROXY UNKNOWNX\r\n", .malformedLine), ("PROXY\tTCP4", .missingSignature),
        ("PROXY TCP4 6.6.6.6\t127.0.0.1 1 80\r\n", .malformedLine),
        ("PROXY TCP4 6.6.6.6 127.0.0.1 1 80\n", .malformedLine),
        ("PROXY TCP4 6.6.6.6 127.0.0.1 1 80\rX", .malformedLine),
        ("PROXY TCP4 06.6.6.6 127.0.0.1 1 80\r\n", .invalidAddress),
        ("PROXY TCP4 6.6.6.256 127.0.0.1 1 80\r\n", .invalidAddress),
        ("PROXY TCP4 6.6.6 127.0.0.1 1 80\r\n", .invalidAddress),
        ("PROXY TCP4 6.6.6.6. 127.0.0.1 1 80\r\n", .invalidAddress),
        ("PROXY TCP4 ::1 ::1 1 80\r\n", .invalidAddress), ("PROXY TCP6 1.2.3.4 ::1 1 80\r\n", .invalidAddress),
        ("PROXY TCP6 ::1%lo ::1 1 80\r\n", .invalidAddress), ("PROXY TCP6 1::2::3 ::1 1 80\r\n", .invalidAddress),
        ("PROXY TCP6 1:2:3:4:5:6:7 ::1 1 80\r\n", .invalidAddress),
        ("PROXY TCP6 :1 ::1 1 80\r\n", .invalidAddress), ("PROXY TCP6 1: ::1 1 80\r\n", .invalidAddress),
        ("PROXY TCP6 12345:: ::1 1 80\r\n", .invalidAddress),
        ("PROXY TCP4 6.6.6.6 127.0.0.1 01 80\r\n", .invalidPort),
        ("PROXY TCP4 6.6.6.6 127.0.0.1 1 65536\r\n", .invalidPort),
        ("PROXY TCP4 6.6.6.6 127.0.0.1 1 100000\r\n", .invalidPort),
        ("PROXY TCP4 6.6.6.6 127.0.0.1 -1 80\r\n", .invalidPort),
        ("PROXY TCP4 6.6.6.6 127.0.0.1 +1 80\r\n", .invalidPort),
        ("GET / HTTP/1.1\r\n", .missingSignature), ("proxy TCP4", .missingSignature),
        ("\u{16}\u{03}", .missingSignature),
        ("PROXI", .missingSignature), ("\r\n\r\nGET", .missingSignature),
    ])
    func `refuses`(_ raw: String, _ rejection: ProxyProtocolRejection) {
        #expect(self.outcome(Octets(raw)) == .rejected(rejection))
    }

    @Test(arguments: [
        Octets("PROXY TCP4 192.0.2.1 198.51.100.7 55299 443\r\n"), Octets("PROXY TCP6 ::1 ::2 0 1\r\n"),
        Octets("PROXY UNKNOWN\r\n"), v2(0x21, 0x11, tcp4), v2(0x20, 0, []),
        v2(0x21, 0x21, Array(repeating: 9, count: 36) + [4, 0, 1, 0]),
    ])
    func `waits for every byte`(_ raw: Octets) {
        for count in 0..<raw.bytes.count {
            #expect(self.outcome(Octets(Array(raw.bytes.prefix(count)))) == .incomplete)
        }
        guard case .complete(raw.bytes.count, _) = self.outcome(raw + "PROXY TCP4") else {
            Issue.record("not complete")
            return
        }
    }

    @Test(arguments: [0x11, 0x12] as [UInt8])
    func `reads version 2 over IPv4`(_ family: UInt8) {
        let raw = Self.v2(0x21, family, Self.tcp4)
        let header = ProxyProtocolHeader(
            source: self.ipv4([192, 0, 2, 1], 55299), destination: self.ipv4([198, 51, 100, 7], 443), isLocal: false)
        #expect(self.outcome(raw) == .complete(28, header))
    }

    @Test func `reads version 2 over IPv6`() {
        let source: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [1]
        let target: [UInt8] = Array(repeating: 0, count: 15) + [1]
        let raw = Self.v2(0x21, 0x21, source + target + [0, 1, 0xFF, 0xFF])
        let header = ProxyProtocolHeader(
            source: self.ipv6([0x20, 0x01, 0x0D, 0xB8], [1], 1), destination: self.ipv6([], [1], 65535), isLocal: false)
        #expect(self.outcome(raw) == .complete(52, header))
    }

    @Test(arguments: [
        v2(0x20, 0x00, []), v2(0x20, 0x11, tcp4), v2(0x20, 0xFF, [1, 2, 3]), v2(0x21, 0x00, []),
        v2(0x21, 0x00, [1, 2, 3]), v2(0x21, 0x31, Array(repeating: 0, count: 216)),
    ])
    func `keeps the real endpoints for LOCAL, UNSPEC and Unix sockets`(_ raw: Octets) {
        guard case .complete(raw.bytes.count, let header) = self.outcome(raw) else {
            Issue.record("not complete")
            return
        }
        #expect(header.isLocal)
    }

    @Test(arguments: [
        (v2(0x11, 0x11, tcp4), ProxyProtocolRejection.unsupportedVersion), (v2(0x31, 0x11, tcp4), .unsupportedVersion),
        (v2(0x22, 0x11, tcp4), .unsupportedCommand), (v2(0x2F, 0x11, tcp4), .unsupportedCommand),
        (v2(0x21, 0x41, tcp4), .unsupportedFamily), (v2(0x21, 0x13, tcp4), .unsupportedFamily),
        (v2(0x21, 0x10, tcp4), .unsupportedFamily), (v2(0x21, 0x01, tcp4), .unsupportedFamily),
        (v2(0x21, 0x11, Array(tcp4.dropLast())), .addressesTruncated),
        (v2(0x21, 0x21, tcp4), .addressesTruncated), (v2(0x21, 0x31, tcp4), .addressesTruncated),
        (v2(0x21, 0x11, tcp4, length: 65535), .headerTooLong),
        (v2(0x21, 0x11, tcp4 + [4]), .attributeTruncated), (v2(0x21, 0x11, tcp4 + [4, 0]), .attributeTruncated),
        (v2(0x21, 0x11, tcp4 + [4, 0, 1]), .attributeTruncated),
        (v2(0x21, 0x11, tcp4 + [4, 0xFF, 0xFF, 1]), .attributeTruncated),
        (v2(0x21, 0x11, tcp4 + attribute(3, [1, 2, 3])), .attributeInvalid),
        (v2(0x21, 0x11, tcp4 + attribute(3, [1, 2, 3, 4])), .checksumMismatch),
        (v2(0x21, 0x11, tcp4 + attribute(5, Array(repeating: 1, count: 129))), .attributeInvalid),
    ])
    func `refuses version 2 with`(_ raw: Octets, _ rejection: ProxyProtocolRejection) {
        #expect(self.outcome(raw) == .rejected(rejection))
    }

    @Test func `skips attributes that it does not know`() {
        var attributes = Self.attribute(1, [0x68, 0x32])
        attributes += Self.attribute(4, [])
        attributes += Self.attribute(0xE0, [1, 2, 3])
        attributes += Self.attribute(5, Array(repeating: 7, count: 128))
        attributes += Self.attribute(0x20, [1, 0, 0, 0, 0])
        let raw = Self.v2(0x21, 0x11, Self.tcp4 + attributes)
        guard case .complete(raw.bytes.count, let header) = self.outcome(raw) else {
            Issue.record("not complete")
            return
        }
        #expect(header.source.port == 55299)
    }

    @Test func `verifies a checksum wherever it stands`() {
        let empty = Self.attribute(3, [0, 0, 0, 0])
        var block = Self.tcp4 + Self.attribute(4, [9])
        block += empty
        block += Self.attribute(4, [8])
        var raw = Self.v2(0x21, 0x11, block)
        let offset = 16 + 12 + 4 + 3
        let checksum = Self.castagnoli(raw.bytes)
        for index in 0..<4 { raw.bytes[offset + index] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * index)) }
        guard case .complete = self.outcome(raw) else {
            Issue.record("not complete")
            return
        }
        raw.bytes[16] ^= 1
        #expect(self.outcome(raw) == .rejected(.checksumMismatch))
        let twice = Self.v2(0x21, 0x11, Self.tcp4 + empty + empty)
        #expect(self.outcome(twice) == .rejected(.attributeInvalid))
    }

    /// CRC32C by a table, as a second opinion; "123456789" gives 0xE3069283.
    private static func castagnoli(_ bytes: [UInt8]) -> UInt32 {
        var table: [UInt32] = []
        for index in UInt32(0)..<256 {
            var value = index
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
            table.append(value)
        }
        var register = ~UInt32(0)
        for byte in bytes { register = table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ (register >> 8) }
        return ~register
    }

    @Test func `agrees with the published check value of CRC32C`() {
        #expect(Self.castagnoli(Array("123456789".utf8)) == 0xE306_9283)
    }

    @Test func `bounds version 2 by the setting`() {
        let raw = Self.v2(0x21, 0x11, Self.tcp4 + Self.attribute(4, Array(repeating: 0, count: 100)))
        #expect(self.outcome(raw, maximumBytes: raw.bytes.count - 1) == .rejected(.headerTooLong))
        guard case .complete = self.outcome(raw, maximumBytes: raw.bytes.count) else {
            Issue.record("not complete")
            return
        }
    }
}
