import ProxyModel
import Testing

@testable import proxyd

struct `Following the events of a service` {
    private func new(_ cursor: inout EventCursor, _ words: String) -> String {
        let events = words.map { JSONValue.string(String($0)) }
        return cursor.new(["events": .array(events)]).compactMap(\.stringValue).joined()
    }

    @Test func `each is shown once, oldest first`() {
        var cursor = EventCursor()
        #expect(new(&cursor, "") == "")
        #expect(new(&cursor, "cba") == "abc")
        #expect(new(&cursor, "cba") == "")
        #expect(new(&cursor, "edcba") == "de")
        // The oldest ones go when there are too many.
        #expect(new(&cursor, "gfedc") == "fg")
        #expect(new(&cursor, "gggfe") == "gg")
    }

    @Test func `after so many that none is known, or for another service of the name, all of them`() {
        var cursor = EventCursor()
        #expect(new(&cursor, "cba") == "abc")
        #expect(new(&cursor, "zyx") == "xyz")
        #expect(new(&cursor, "") == "")
        #expect(new(&cursor, "zyx") == "")
    }
}
