import Testing

@testable import Reactor

@Suite struct ApplicationProtocolListTests {
    @Test func `writes each name behind its length`() {
        #expect(ApplicationProtocolList.encode([.http2, .http11]) == [2, 104, 50, 8] + Array("http/1.1".utf8))
    }

    @Test func `finds every name where it is`() {
        let list = ApplicationProtocolList.encode([.http2, .http11, .acmeTLS])
        #expect(ApplicationProtocolList.range(of: .http2, in: list.span) == 1..<3)
        #expect(ApplicationProtocolList.range(of: .http11, in: list.span) == 4..<12)
        #expect(ApplicationProtocolList.range(of: .acmeTLS, in: list.span) == 13..<23)
    }

    @Test(arguments: [[], [0], [1], [3, 104, 50], [255, 104, 50], [0, 2, 104, 50]])
    func `finds nothing in a list that is malformed before it`(list: [UInt8]) {
        #expect(ApplicationProtocolList.range(of: .http2, in: list.span) == nil)
    }
}
