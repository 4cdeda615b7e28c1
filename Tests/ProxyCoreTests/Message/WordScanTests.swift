import Testing

@testable import ProxyCore

@Suite struct WordScanTests {
    /// Every byte at every place of a run that is not a multiple of eight, among bytes on either side of the bounds.
    @Test(arguments: [0x20, 0x7E, 0x80, 0xFF, 0x61] as [UInt8])
    func `finds controls as a plain loop does`(_ filler: UInt8) {
        for place in 0..<19 {
            for byte in UInt8.min...UInt8.max {
                var bytes = [UInt8](repeating: filler, count: 19)
                bytes[place] = byte
                let expected = bytes.firstIndex { $0 < 0x20 || $0 == 0x7F } ?? 19
                #expect(unsafe Octets(bytes).withExactCopy { unsafe WordScan.firstControl($0, 0, $1) } == expected)
            }
        }
    }

    @Test(arguments: [0x61, 0x5A, 0x30, 0x2D] as [UInt8])
    func `finds the end of a plain name as a plain loop does`(_ filler: UInt8) {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-".utf8)
        for place in 0..<19 {
            for byte in UInt8.min...UInt8.max {
                var bytes = [UInt8](repeating: filler, count: 19)
                bytes[place] = byte
                let expected = bytes.firstIndex { !plain.contains($0) } ?? 19
                let found = unsafe Octets(bytes).withExactCopy {
                    unsafe WordScan.firstNonAlphanumericOrHyphen($0, 0, $1)
                }
                #expect(found == expected)
            }
        }
    }

    @Test func `begins where it is told`() {
        let raw: Octets = "\r23456789\r123456789"
        #expect(unsafe raw.withExactCopy { unsafe WordScan.firstControl($0, 1, $1) } == 9)
        #expect(unsafe raw.withExactCopy { unsafe WordScan.firstControl($0, 10, $1) } == 19)
    }
}

@Suite struct ASCIISetTests {
    private func members(_ set: ASCIISet) -> String { Octets.text((UInt8.min...UInt8.max).filter(set.contains)) }

    private static let alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    private func sorted(_ text: String) -> String { String(text.sorted { $0.asciiValue ?? 0 < $1.asciiValue ?? 0 }) }

    @Test func `holds the bytes of the grammars`() {
        let visible = Octets.text(UInt8(0x21)...0x7E)
        #expect(self.members(.token) == self.sorted("!#$%&'*+-.^_`|~" + Self.alphanumeric))
        #expect(self.members(.unreserved) == self.sorted("-._~" + Self.alphanumeric))
        #expect(self.members(.registeredName) == self.sorted("-._~!$&'()*+,;=" + Self.alphanumeric))
        #expect(self.members(.query) == visible.filter { !"\"#<>".contains($0) })
        #expect(self.members(.plainPath) == visible.filter { !"\"#<>\\?%.".contains($0) })
    }
}
