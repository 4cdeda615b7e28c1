import ProxyModel
import Testing

@testable import proxyd

struct `Following the output of a service` {
    private func answer(_ lines: String...) -> JSONValue {
        ["logs": .array(lines.map { .string("2026-01-31T12:00:0" + $0) })]
    }

    @Test func `lines of the last moment come again and are shown once`() {
        var cursor = LogCursor()
        #expect(cursor.new(answer("0.000Z a", "1.000Z b", "1.000Z b"), withTimes: false) == ["a", "b", "b"])
        #expect(cursor.last == "2026-01-31T12:00:01.000Z")
        #expect(cursor.new(answer("1.000Z b", "1.000Z b"), withTimes: false) == [])
        #expect(cursor.new(answer("1.000Z b", "1.000Z b", "1.000Z c", "2.000Z d"), withTimes: false) == ["c", "d"])
        #expect(cursor.new(answer("2.000Z d", "2.000Z e"), withTimes: true) == ["2026-01-31T12:00:02.000Z e"])
        #expect(cursor.new(answer("2.000Z d", "2.000Z e"), withTimes: true) == [])
    }

    @Test func `what has no time is shown as it is`() {
        var cursor = LogCursor()
        #expect(cursor.new(["logs": ["no time", ""]], withTimes: false) == ["no time", ""])
        #expect(cursor.last == nil)
        #expect(cursor.new(["logs": 1], withTimes: false) == [])
    }
}
