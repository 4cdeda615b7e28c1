import ACME
import Testing

@Suite struct `Polling back-off` {
    @Test func `waits ever longer, up to ten seconds`() {
        var polling = PollingBackOff(deadline: 1_000_000)
        let pauses = (0..<8).map { _ in polling.pause(retryAfter: nil, now: 0) }
        #expect(pauses == [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
    }

    @Test func `begins with short waits again when it is told to`() {
        var polling = PollingBackOff(deadline: 1_000_000)
        for _ in 0..<8 { _ = polling.pause(retryAfter: nil, now: 0) }
        polling.restart()
        #expect(polling.pause(retryAfter: nil, now: 0) == 250)
    }

    @Test func `follows the authority, but never looks more often than at first`() {
        var polling = PollingBackOff(deadline: 100_000_000)
        #expect(polling.pause(retryAfter: 3_000, now: 0) == 3_000)
        #expect(polling.pause(retryAfter: 0, now: 0) == 250)
        #expect(polling.pause(retryAfter: 86_400_000, now: 0) == 86_400_000)
    }

    @Test func `looks for the last time at the deadline`() {
        var polling = PollingBackOff(deadline: 1_000)
        #expect(polling.pause(retryAfter: 5_000, now: 900) == 100)
        #expect(polling.pause(retryAfter: nil, now: 1_000) == nil)
    }
}
