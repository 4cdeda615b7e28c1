import Testing

@testable import ProxyCore

/// Where comments may be put into a stream of events.
@Suite struct EventBoundaryTests {
    private static func isBetweenEvents(_ pieces: [String]) -> Bool {
        var boundary = EventBoundary()
        for piece in pieces { unsafe Array(piece.utf8).withUnsafeBufferPointer { unsafe boundary.pass($0) } }
        return boundary.isBetweenEvents
    }

    @Test(arguments: [
        "", "data: a\n\n", "data: a\r\n\r\n", "data: a\r\r", ": x\n\n", "id: 1\ndata: a\n\n\n", "data: a\n\r\n",
        "data: a\r\n\n", "data: a\r\n\r", "\n", "\r\n", "data: a\n\ndata: b\n\n",
    ])
    func `a stream whose last line is empty is between events, however it is cut`(_ text: String) {
        #expect(Self.isBetweenEvents([text]))
        #expect(Self.isBetweenEvents(text.unicodeScalars.map { String($0) }))
    }

    @Test(arguments: [
        "d", "data: a", "data: a\n", "data: a\r\n", "data: a\r", "data: a\n\ndata: b\n", "\n\nd", "data: a\n\n:",
        "data: a\r\n\r\nid: 2\r\n",
    ])
    func `a stream with a line that did not end its event is within it, however it is cut`(_ text: String) {
        #expect(!Self.isBetweenEvents([text]))
        #expect(!Self.isBetweenEvents(text.unicodeScalars.map { String($0) }))
    }
}
