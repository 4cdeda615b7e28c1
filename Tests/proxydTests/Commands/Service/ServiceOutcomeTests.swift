import ProxyModel
import Testing

@testable import proxyd

struct `What has become of a service` {
    @Test func `one that runs says where it is reached`() {
        let outcome = ServiceOutcome([
            "service_name": "web", "status": "running", "is_settled": true, "failure": nil,
            "exposed_ports": [
                ["host_port": 8080, "bind_address": "127.0.0.1"], ["host_port": 8081, "bind_address": "::1"],
            ],
        ])
        #expect(outcome.isSettled)
        #expect(outcome.isThere)
        #expect(outcome.words == "web is running; it is reached at 127.0.0.1:8080, [::1]:8081.")
        #expect(outcome.progress == nil)
    }

    @Test func `one on its way says how far it is`() {
        let outcome = ServiceOutcome([
            "service_name": "web", "status": "pulling", "is_settled": false,
            "progress": ["percent": 40, "text": "layer 2"],
        ])
        #expect(!outcome.isSettled)
        #expect(!outcome.isThere)
        #expect(outcome.progress == "web: pulling 40 %: layer 2")
    }

    @Test func `one that failed says why, with its last lines`() {
        let outcome = ServiceOutcome([
            "service_name": "web", "status": "failed", "is_settled": true,
            "failure": ["code": "exited", "message": "it ended with 1"], "last_output": ["one", "two"],
        ])
        #expect(outcome.isSettled)
        #expect(!outcome.isThere)
        #expect(outcome.words == "web: failed: it ended with 1\n  | one\n  | two")
        #expect(outcome.prospect == "web stays on record as it is; 'proxyd service delete web' removes it.")
    }

    @Test func `one that is tried again says when, and how to end that`() {
        let outcome = ServiceOutcome([
            "service_name": "web", "status": "failed", "is_settled": true,
            "failure": ["message": "no such image", "retry_at": "2026-01-01T00:00:05.000Z"],
        ])
        #expect(
            outcome.prospect
                == "web stays on record and is tried again at 2026-01-01T00:00:05.000Z; 'proxyd service delete web' removes it."
        )
    }

    @Test func `one that nobody takes says what it waits for`() {
        let outcome = ServiceOutcome([
            "service_name": "web", "status": "pending", "is_settled": false, "reason": "no engine",
        ])
        #expect(outcome.words == "web is pending: no engine")
        #expect(outcome.reason == "no engine")
        #expect(
            outcome.prospect
                == "web stays on record and is gone on with by itself; 'proxyd service delete web' removes it.")
    }
}
