import Testing

@testable import ACME

@Suite struct `Retry-After` {
    private static let now: Int64 = 784_111_770_000

    @Test(arguments: [
        ("0", 0), ("7", 7_000), ("Sun, 06 Nov 1994 08:49:37 GMT", 7_000), ("Sun, 06 Nov 1994 08:49:20 GMT", 0),
        ("99999999999999999999999999", 31_536_000_000), ("Sun, 06 Nov 9999 08:49:37 GMT", 31_536_000_000),
    ])
    func `is seconds or a moment`(_ text: String, _ milliseconds: Int64) {
        #expect(RetryAfter.milliseconds(text, now: Self.now) == milliseconds)
    }

    @Test(arguments: [
        nil, "", "-1", "1.5", "soon", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
    ])
    func `is nothing else`(_ text: String?) {
        #expect(RetryAfter.milliseconds(text, now: Self.now) == nil)
    }
}
