import ProxyModel
import Testing

@testable import ProxyCore

@Suite struct FailureCodeTests {
    @Test(arguments: FailureCode.allCases) func `every failure has a status of its class`(_ code: FailureCode) {
        #expect((400...599).contains(code.status))
    }

    @Test(arguments: FailureCode.allCases) func `every failure has a text for clients`(_ code: FailureCode) {
        #expect(code.publicText.utf8CodeUnitCount > 0)
        #expect(code.publicText.description.hasSuffix("."))
    }

    @Test func `words are unique tokens`() {
        let words = FailureCode.allCases.map(\.word.description)
        #expect(Set(words).count == words.count)
        #expect(words.allSatisfy { $0.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x5F } })
    }

    /// RFC 9209 §2.3 with the status that it recommends.
    @Test(arguments: [
        (FailureCode.dnsTimeout, "dns_timeout", 504), (.dnsError, "dns_error", 502),
        (.destinationUnavailable, "destination_unavailable", 503), (.connectionRefused, "connection_refused", 502),
        (.connectionTerminated, "connection_terminated", 502), (.connectionTimeout, "connection_timeout", 504),
        (.connectionLimitReached, "connection_limit_reached", 503), (.tlsProtocolError, "tls_protocol_error", 502),
        (.tlsCertificateError, "tls_certificate_error", 502),
        (.responseIncomplete, "http_response_incomplete", 502),
        (.responseHeadTooLarge, "http_response_header_section_size", 502),
        (.responseInvalid, "http_protocol_error", 502), (.responseTimeout, "http_response_timeout", 504),
        (.proxyLoop, "proxy_loop_detected", 508),
    ])
    func `failures of upstreams have the words of RFC 9209`(_ code: FailureCode, _ word: String, _ status: UInt16) {
        #expect(code.word.description == word)
        #expect(code.status == status || code == .proxyLoop)
        #expect(code.isUpstream)
    }

    @Test(arguments: [
        (ServiceEndpoints.Phase?.some(.starting), "service_starting"), (.asleep, "service_asleep"),
        (.stopped, "service_stopped"), (.failed, "service_failed"), (.none, "service_unknown"),
    ])
    func `the state of a service is named`(_ phase: ServiceEndpoints.Phase?, _ word: String) {
        let code = FailureCode(phase)
        #expect(code.word.description == word)
        #expect(code.status == 503 && code.isUpstream)
    }

    @Test(arguments: [
        FailureCode.unknownHost, .addressDenied, .requestInvalid, .bodyTooLarge, .internalError, .draining,
    ])
    func `what lies before the upstream is not blamed on it`(_ code: FailureCode) { #expect(!code.isUpstream) }
}
