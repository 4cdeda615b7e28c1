/// Why an exchange did not succeed: the words of RFC 9209 §2.3 where it has one, for status, header, log and metric alike.
package enum FailureCode: UInt8, Error, Sendable, CaseIterable {
    // Towards the upstream (RFC 9209 §2.3).
    case dnsTimeout, dnsError
    case destinationUnavailable, connectionRefused, connectionTimeout, connectionLimitReached
    case tlsProtocolError, tlsCertificateError
    case responseIncomplete, responseHeadTooLarge, responseInvalid, responseTimeout, connectionTerminated
    case serviceStarting, serviceAsleep, serviceStopped, serviceFailed, serviceUnknown
    case proxyLoop
    // Decided by the configuration.
    case unknownHost, hostDisabled, protocolDisabled, noTarget, addressDenied, misdirected, unauthenticated, forbidden
    case portTokenRequired, portTokenAmbiguous
    // Towards the client.
    case requestInvalid, requestTimeout, bodyTooLarge, clientAborted
    case uriTooLong, headTooLarge, methodNotImplemented, versionNotSupported, expectationFailed
    // Ours.
    case internalError, unconfigured, draining, overloaded

    /// The status of the answer; 0 when nobody is left to answer.
    package var status: UInt16 {
        switch self {
        case .dnsTimeout, .connectionTimeout, .responseTimeout: 504
        case .dnsError, .connectionRefused, .tlsProtocolError, .tlsCertificateError, .responseIncomplete,
            .responseHeadTooLarge, .responseInvalid, .connectionTerminated:
            502
        case .destinationUnavailable, .connectionLimitReached, .noTarget, .hostDisabled, .unconfigured, .draining,
            .overloaded:
            503
        case .serviceStarting, .serviceAsleep, .serviceStopped, .serviceFailed, .serviceUnknown: 503
        case .proxyLoop: 508
        case .unknownHost, .protocolDisabled: 404
        case .unauthenticated, .portTokenRequired: 401
        case .addressDenied, .forbidden: 403
        case .misdirected: 421
        case .requestInvalid, .portTokenAmbiguous: 400
        case .requestTimeout: 408
        case .bodyTooLarge: 413
        case .uriTooLong: 414
        case .headTooLarge: 431
        case .methodNotImplemented: 501
        case .versionNotSupported: 505
        case .expectationFailed: 417
        case .internalError: 500
        case .clientAborted: 499
        }
    }

    /// The stable word for `Proxy-Status`, log and metric.
    package var word: StaticString {
        switch self {
        case .dnsTimeout: "dns_timeout"
        case .dnsError: "dns_error"
        case .destinationUnavailable: "destination_unavailable"
        case .connectionRefused: "connection_refused"
        case .connectionTimeout: "connection_timeout"
        case .connectionLimitReached: "connection_limit_reached"
        case .tlsProtocolError: "tls_protocol_error"
        case .tlsCertificateError: "tls_certificate_error"
        case .responseIncomplete: "http_response_incomplete"
        case .responseHeadTooLarge: "http_response_header_section_size"
        case .responseInvalid: "http_protocol_error"
        case .responseTimeout: "http_response_timeout"
        case .connectionTerminated: "connection_terminated"
        case .serviceStarting: "service_starting"
        case .serviceAsleep: "service_asleep"
        case .serviceStopped: "service_stopped"
        case .serviceFailed: "service_failed"
        case .serviceUnknown: "service_unknown"
        case .proxyLoop: "proxy_loop_detected"
        case .unknownHost: "unknown_host"
        case .hostDisabled: "host_disabled"
        case .protocolDisabled: "protocol_disabled"
        case .noTarget: "no_target"
        case .addressDenied: "http_request_denied"
        case .misdirected: "misdirected"
        case .unauthenticated: "unauthenticated"
        case .forbidden: "forbidden"
        case .portTokenRequired: "port_token_required"
        case .portTokenAmbiguous: "port_token_ambiguous"
        case .requestInvalid: "http_request_error"
        case .requestTimeout: "request_timeout"
        case .bodyTooLarge: "body_too_large"
        case .clientAborted: "client_aborted"
        case .uriTooLong: "uri_too_long"
        case .headTooLarge: "head_too_large"
        case .methodNotImplemented: "not_implemented"
        case .versionNotSupported: "version_not_supported"
        case .expectationFailed: "expectation_failed"
        case .internalError: "proxy_internal_error"
        case .unconfigured: "unconfigured"
        case .draining: "draining"
        case .overloaded: "overloaded"
        }
    }

    /// What the client is told; never an internal detail.
    package var publicText: StaticString {
        switch self {
        case .dnsTimeout, .dnsError: "The name of the upstream could not be resolved."
        case .destinationUnavailable: "The upstream is unavailable."
        case .connectionRefused: "The upstream refused the connection."
        case .connectionTimeout: "The upstream did not accept the connection in time."
        case .connectionLimitReached: "All connections to the upstream are busy."
        case .tlsProtocolError: "TLS with the upstream failed."
        case .tlsCertificateError: "The certificate of the upstream could not be verified."
        case .responseIncomplete: "The upstream ended its response early."
        case .responseHeadTooLarge: "The header section of the upstream's response is too large."
        case .responseInvalid: "The upstream's response is not valid HTTP."
        case .responseTimeout: "The upstream did not answer in time."
        case .connectionTerminated: "The upstream closed the connection."
        case .serviceStarting: "The service is starting; it was not ready in time."
        case .serviceAsleep: "The service was asleep; it did not wake in time."
        case .serviceStopped: "The service is stopped."
        case .serviceFailed: "The service cannot run at the moment."
        case .serviceUnknown: "The service is not there, or not yet."
        case .proxyLoop: "The request came back to this proxy."
        case .unknownHost: "No proxy is configured for this host."
        case .hostDisabled: "The proxy for this host is disabled."
        case .protocolDisabled: "This host is not served over this protocol."
        case .noTarget: "The route's target is not available."
        case .addressDenied: "This address may not use this host."
        case .misdirected: "This connection cannot be used for this host."
        case .unauthenticated: "This host is open only to who has signed in."
        case .forbidden: "You are signed in, but may not use this host."
        case .portTokenRequired: "This port is open only to who brings a token for it."
        case .portTokenAmbiguous: "A field that may hold the token for this port is malformed or there twice."
        case .requestInvalid: "The request is not valid HTTP."
        case .requestTimeout: "The request did not arrive in time."
        case .bodyTooLarge: "The content of the request is too large."
        case .clientAborted: "The client closed the connection."
        case .uriTooLong: "The request target is too long."
        case .headTooLarge: "The header section of the request is too large."
        case .methodNotImplemented: "The request's method or transfer coding is not implemented."
        case .versionNotSupported: "This version of HTTP is not supported here."
        case .expectationFailed: "The request's expectation cannot be met."
        case .internalError: "Something went wrong in the proxy."
        case .unconfigured: "This node has not read its configuration yet."
        case .draining: "This node is shutting down."
        case .overloaded: "This node has too much to do at the moment."
        }
    }

    /// Whether the reason lies behind the proxy, so that `Proxy-Status` is sent (RFC 9209 §2).
    package var isUpstream: Bool { self.rawValue <= FailureCode.proxyLoop.rawValue || self == .noTarget }
}
