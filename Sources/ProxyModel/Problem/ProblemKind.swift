/// The kinds of problem that the management API answers with; the raw value is the last part of `type` (RFC 9457 §3.1.1).
package enum ProblemKind: String, Sendable, CaseIterable {
    case malformedRequest = "malformed-request"
    case unauthorized
    case forbidden
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case conflict
    case preconditionFailed = "precondition-failed"
    case contentTooLarge = "content-too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case invalidContent = "invalid-content"
    case internalError = "internal-error"
    case authorityFailed = "authority-failed"
    case engineFailed = "engine-failed"
    case storeUnavailable = "store-unavailable"
    case engineUnavailable = "engine-unavailable"

    /// The HTTP status code.
    package var status: Int {
        switch self {
        case .malformedRequest: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .conflict: 409
        case .preconditionFailed: 412
        case .contentTooLarge: 413
        case .unsupportedMediaType: 415
        case .invalidContent: 422
        case .internalError: 500
        case .authorityFailed: 502
        case .engineFailed: 502
        case .storeUnavailable: 503
        case .engineUnavailable: 503
        }
    }

    /// The fixed, short text for people.
    package var title: String {
        switch self {
        case .malformedRequest: "The request is malformed"
        case .unauthorized: "A valid bearer token is needed"
        case .forbidden: "The token may not do this"
        case .notFound: "There is no such resource"
        case .methodNotAllowed: "The resource does not take this method"
        case .conflict: "The request conflicts with the configuration"
        case .preconditionFailed: "The resource was changed meanwhile"
        case .contentTooLarge: "The request is too large"
        case .unsupportedMediaType: "The content type is not supported"
        case .invalidContent: "The request is not valid"
        case .internalError: "The server failed"
        case .authorityFailed: "The certificate authority did not do it"
        case .engineFailed: "The container engine did not do it"
        case .storeUnavailable: "The configuration store cannot be reached"
        case .engineUnavailable: "There is no container engine to ask"
        }
    }
}
