import DockerControl
import Testing

struct PortRangeTests {
    @Test(arguments: [("11000-20000", 11_000, 20_000), ("3000", 3000, 3000), ("1-65535", 1, 65_535), ("7-7", 7, 7)])
    func `parses a range or a port`(text: String, first: UInt16, last: UInt16) throws {
        let range = try #require(PortRange(text))
        #expect(range.first == first)
        #expect(range.last == last)
    }

    @Test(arguments: ["", "-", "0", "0-5", "5-4", "65536", "1-65536", "1-2-3", "a", "+5", "5-", "-5", " 5", "00000005"])
    func `takes nothing else`(text: String) {
        #expect(PortRange(text) == nil)
    }

    @Test(arguments: ["11000-20000", "11000-20000,30000", "", "5,4-7"])
    func `writes ranges as it reads them`(text: String) throws {
        #expect(try #require(PortRanges(text)).description == text)
    }

    @Test
    func `spaces between ranges do not matter`() throws {
        #expect(try #require(PortRanges("5, 7-9")).ranges == [PortRange(5), PortRange(7...9)])
    }

    @Test(arguments: [",", "5,", "5,,6", "5,x"])
    func `a list with a hole is none`(text: String) {
        #expect(PortRanges(text) == nil)
    }
}
