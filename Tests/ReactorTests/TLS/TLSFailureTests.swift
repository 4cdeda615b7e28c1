import COpenSSL
import Testing

@testable import Reactor

@Suite struct TLSFailureTests {
    @Test(arguments: [
        TLSFailure.truncated, .socket(104), .alertReceived(.unrecognizedName), .refused(.internalError),
        .verification(62), .openSSL(library: 20, reason: 267), .openSSL(library: 255, reason: 0x7F_FFFF),
    ])
    func `is the same after it was kept as two numbers`(failure: TLSFailure) {
        #expect(TLSFailure(kind: failure.kind, code: failure.code) == failure)
    }

    @Test func `is none for kind 0`() {
        #expect(TLSFailure(kind: 0, code: 1) == nil)
    }

    @Test func `says what happened`() {
        #expect("\(TLSFailure.alertReceived(.unrecognizedName))" == "the peer sent the alert unrecognized name")
        #expect("\(TLSFailure.verification(62))" == "the peer's certificate is not accepted: hostname mismatch")
        #expect("\(TLSFailure.socket(104))" == "the socket failed: Connection reset by peer")
        #expect("\(TLSFailure.openSSL(library: 20, reason: 267))" == "wrong version number")
    }
}
