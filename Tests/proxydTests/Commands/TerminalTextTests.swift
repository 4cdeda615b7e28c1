import Testing

@testable import proxyd

struct `Text of strangers for a terminal` {
    @Test func `shows control characters and does not send them`() {
        #expect(TerminalText.harmless("a\tb\nc ü 👩‍🚀") == "a\tb\nc ü 👩‍🚀")
        #expect(TerminalText.harmless("\u{1B}]0;title\u{7}x") == "␛]0;title␇x")
        #expect(TerminalText.harmless("50 %\r100 %\r\n") == "50 %␍100 %␍\n")
        #expect(TerminalText.harmless("\u{7F}\u{9B}31m\u{202E}gnp") == "␡\u{FFFD}31m\u{FFFD}gnp")
        #expect(TerminalText.harmless("\u{200E}\u{200F}\u{61C}") == "\u{FFFD}\u{FFFD}\u{FFFD}")
    }

    @Test func `writes it in JSON as escapes`() {
        #expect(TerminalText.escaped(json: "{\"ü\": \"👩‍🚀\"}\n") == "{\"ü\": \"👩‍🚀\"}\n")
        #expect(TerminalText.escaped(json: "\"\u{9B}31m\u{202E}x\u{61C}\"") == #""\u009b31m\u202ex\u061c""#)
    }
}
