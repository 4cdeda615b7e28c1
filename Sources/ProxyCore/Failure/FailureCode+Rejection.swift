extension FailureCode {
    /// The code of a request that the codec refused.
    package init(_ rejection: HTTP1Rejection) {
        switch rejection.status {
        case 414: self = .uriTooLong
        case 417: self = .expectationFailed
        case 431: self = .headTooLarge
        case 501: self = .methodNotImplemented
        case 505: self = .versionNotSupported
        default: self = .requestInvalid
        }
    }
}
