import Testing

@testable import OAuthServer

struct HTMLTests {
    @Test(arguments: [
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("\"><script>", "&quot;&gt;&lt;script&gt;"),
        ("' onfocus='x", "&#39; onfocus=&#39;x"),
        ("`", "&#96;"),
        ("&lt;", "&amp;lt;"),
        ("\u{202E}gpj", "\u{FFFD}gpj"),
        ("a\u{0}b\u{1B}[31m", "a\u{FFFD}b\u{FFFD}[31m"),
        ("\u{2066}x\u{2069}", "\u{FFFD}x\u{FFFD}"),
        ("{{7*7}}", "{{7*7}}"),
        ("é 日本 (ok)", "é 日本 (ok)"),
    ])
    func `escapes what is interpolated`(text: String, expected: String) {
        let html: HTML = "<p title=\"\(text)\">\(text)</p>"
        #expect(html.text == "<p title=\"\(expected)\">\(expected)</p>")
    }

    @Test func `leaves pieces that are markup already`() {
        let inner: HTML = "<b>\("<")</b>"
        let html: HTML = "<p>\(inner)\([inner, inner])\(nil as HTML?)\(nil as String?)\(7)</p>"
        #expect(html.text == "<p><b>&lt;</b><b>&lt;</b><b>&lt;</b>7</p>")
    }

    @Test(arguments: [
        ("Anthropic\n(verified)", "Anthropic (verified)"),
        ("  a \t\r\n b  ", "a b"),
        (String(repeating: "x", count: 10_000), String(repeating: "x", count: 80) + "…"),
        ("a" + String(repeating: "\u{0301}", count: 10_000), "a" + String(repeating: "\u{0301}", count: 79) + "…"),
        (String(repeating: "y", count: 80), String(repeating: "y", count: 80)),
    ])
    func `shows a stranger's text on one line, cut`(text: String, expected: String) {
        #expect(DisplayText.line(text) == expected)
    }
}
