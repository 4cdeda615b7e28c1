import ProxyModel
import Testing

@testable import proxyd

struct `What has become of a certificate` {
    @Test(
        arguments: [
            (
                ["status": "issued", "is_settled": true, "expires_at": "2027-01-01T00:00:00Z", "last_error": .null],
                true, "c1 is issued until 2027-01-01T00:00:00Z."
            ),
            (
                [
                    "status": "failed", "is_settled": true, "expires_at": .null, "last_error": "refused",
                    "message": "refused", "next_attempt": "2026-11-21T22:45:00Z",
                ],
                false, "c1: not issued: refused; tried again at 2026-11-21T22:45:00Z"
            ),
            (
                [
                    "status": "issued", "is_settled": true, "expires_at": "2027-01-01T00:00:00Z",
                    "last_error": "paused", "message": "paused", "link": "https://ca.test/u",
                    "next_attempt": "2026-11-21T22:45:00Z",
                ],
                false,
                "c1: not renewed (the one at hand: until 2027-01-01T00:00:00Z): paused; open https://ca.test/u; "
                    + "tried again at 2026-11-21T22:45:00Z"
            ),
            (
                [
                    "status": "pending", "is_settled": false, "expires_at": .null, "last_error": .null,
                    "message": "The certificate is about to be ordered.", "next_attempt": .null,
                ],
                false, "c1: not there yet: The certificate is about to be ordered"
            ),
        ] as [(JSONValue, Bool, String)])
    func `is told with the time of the next attempt`(status: JSONValue, isThere: Bool, words: String) {
        let outcome = CertificateOutcome(of: "c1", status)
        #expect(outcome.isThere == isThere)
        #expect(outcome.words == words)
    }
}
