import Testing

@testable import Reactor

@Suite struct TicketKeyTests {
    @Test func `takes a key of exactly 80 bytes apart`() throws {
        let key = try #require(TicketKey((0..<80).map { UInt8($0) }))
        #expect(key.name == Array(0..<16))
        #expect(key.macKey == Array(16..<48))
        #expect(key.cipherKey == Array(48..<80))
    }

    @Test(arguments: [0, 79, 81])
    func `takes no key of another length`(count: Int) {
        #expect(TicketKey([UInt8](repeating: 0, count: count)) == nil)
    }

    @Test func `never shows its secrets`() throws {
        let key = try #require(TicketKey([UInt8](repeating: 77, count: 80)))
        #expect("\(key)" == "TicketKey(redacted)")
        #expect(String(reflecting: TicketKeys(current: key)).contains("77") == false)
        var dumped = ""
        dump(key, to: &dumped)
        #expect(dumped.contains("77") == false)
    }
}
