import ProxyCore
import Testing

@Suite struct FieldNameTests {
    private func lookup(_ name: String) -> FieldName {
        unsafe Octets(name).withExactCopy { unsafe FieldName($0, count: $1) }
    }

    private static let known = FieldName.allCases.filter { $0 != .unknown }

    @Test(arguments: Self.known)
    func `finds a name in any case`(_ name: FieldName) {
        let spelling = "\(name.spelling)"
        #expect(self.lookup(spelling) == name)
        #expect(self.lookup(spelling.lowercased()) == name)
        #expect(self.lookup(spelling.uppercased()) == name)
    }

    @Test(arguments: Self.known)
    func `finds no name that differs in a byte`(_ name: FieldName) {
        let spelling = Array("\(name.spelling)".utf8)
        for index in spelling.indices {
            for byte in UInt8(0x21)...0x7E where byte | 0x20 != spelling[index] | 0x20 {
                var other = spelling
                other[index] = byte
                #expect(self.lookup(String(decoding: other, as: UTF8.self)) == .unknown)
            }
        }
    }

    @Test(arguments: Self.known)
    func `finds no name that is longer or shorter`(_ name: FieldName) {
        let spelling = "\(name.spelling)"
        #expect(self.lookup(spelling + "x") == .unknown)
        #expect(self.lookup(spelling + "-") == .unknown)
        #expect([.unknown, .te].contains(self.lookup(String(spelling.dropLast()))))
    }

    @Test func `counts as hop-by-hop what RFC 9110 names`() {
        #expect(
            Set(FieldName.allCases.filter(\.isHopByHop)) == [
                .connection, .keepAlive, .proxyConnection, .te, .transferEncoding, .upgrade, .http2Settings,
                .proxyAuthenticate, .proxyAuthorization,
            ])
    }
}
