import ProxyCore
import Testing

@Suite struct HeadTerminatorSearchTests {
    /// The byte counts at which parsing is said to be worth a try when every byte arrives alone.
    private func tries(_ raw: Octets, limits: HTTP1Limits = HTTP1Limits()) -> [Int] {
        var search = HeadTerminatorSearch()
        return (1...raw.bytes.count).filter { count in
            unsafe Octets(Array(raw.bytes.prefix(count))).withExactCopy { source, count in
                unsafe search.advance(source, count, limits: limits)
            }
        }
    }

    @Test func `asks for a try at the end of the first line and of the head`() {
        let raw: Octets = "GET / HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n"
        #expect(self.tries(raw) == [16, raw.bytes.count])
    }

    @Test func `skips empty lines at the start`() {
        let raw: Octets = "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"
        #expect(self.tries(raw).suffix(2) == [20, raw.bytes.count])
    }

    @Test func `asks for a try at what will be refused`() {
        #expect(self.tries("GET / HTTP/1.1\r\nX: a\nb").contains(21))
        #expect(self.tries("GET / HTTP/1.1\r\nX: a\0b").contains(21))
    }

    @Test func `asks for a try when a limit is reached`() {
        var limits = HTTP1Limits()
        limits.startLineBytes = 20
        limits.headBytes = 30
        let raw = Octets("GET /" + String(repeating: "a", count: 40))
        #expect(self.tries(raw, limits: limits).first == 20)
        let long = Octets("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 40))
        #expect(self.tries(long, limits: limits).prefix(2) == [16, 30])
    }

    @Test func `begins anew after a reset`() {
        var search = HeadTerminatorSearch()
        let raw: Octets = "GET / HTTP/1.1\r\n\r\n"
        for _ in 0..<2 {
            #expect(unsafe raw.withExactCopy { unsafe search.advance($0, $1, limits: HTTP1Limits()) })
            search.reset()
        }
    }
}
