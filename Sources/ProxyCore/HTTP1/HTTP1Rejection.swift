/// Why a message was refused: each reason has a status for the client and a short code for logs and metrics.
///
/// The status is meant for requests. A response that is refused becomes 502 whatever the reason.
package enum HTTP1Rejection: UInt8, Error, Sendable, CaseIterable {
    // Start line.
    case malformedRequestLine, malformedStatusLine, methodTooLong, connectNotImplemented
    case malformedVersion, unsupportedVersion, http2Preface, requestLineTooLong
    // Target and authority.
    case invalidTarget, targetFormNotAllowed, fragmentInTarget, userinfoInAuthority, unsupportedScheme
    case pathEscapesRoot, invalidPercentEncoding, backslashInPath
    case missingHost, repeatedHost, invalidHost
    // Field syntax.
    case bareCR, bareLF, controlByte, obsoleteFold, missingColon, spaceBeforeColon, invalidFieldName
    case headTooLarge, tooManyFieldLines, tooManyCookieLines
    // Framing.
    case invalidContentLength, repeatedContentLength, contentLengthWithTransferEncoding
    case invalidTransferEncoding, repeatedTransferEncoding, unknownTransferCoding, transferEncodingInHTTP10
    case invalidConnection, connectionNamesFraming, unknownExpectation
    // Chunked content.
    case invalidChunkSize, chunkSizeOverflow, invalidChunkExtension, chunkExtensionsTooLarge, invalidChunkEnd
    case invalidTrailer, forbiddenTrailer, trailersTooLarge

    /// The status of the answer to a refused request.
    package var status: UInt16 {
        switch self {
        case .requestLineTooLong: 414
        case .unknownExpectation: 417
        case .headTooLarge, .tooManyFieldLines, .tooManyCookieLines, .trailersTooLarge: 431
        case .connectNotImplemented, .unknownTransferCoding, .methodTooLong: 501
        case .unsupportedVersion, .http2Preface: 505
        default: 400
        }
    }

    /// The stable word for logs and metrics.
    package var code: StaticString {
        switch self {
        case .malformedRequestLine: "malformed-request-line"
        case .malformedStatusLine: "malformed-status-line"
        case .methodTooLong: "method-too-long"
        case .connectNotImplemented: "connect-not-implemented"
        case .malformedVersion: "malformed-version"
        case .unsupportedVersion: "unsupported-version"
        case .http2Preface: "http2-preface"
        case .requestLineTooLong: "request-line-too-long"
        case .invalidTarget: "invalid-target"
        case .targetFormNotAllowed: "target-form-not-allowed"
        case .fragmentInTarget: "fragment-in-target"
        case .userinfoInAuthority: "userinfo-in-authority"
        case .unsupportedScheme: "unsupported-scheme"
        case .pathEscapesRoot: "path-escapes-root"
        case .invalidPercentEncoding: "invalid-percent-encoding"
        case .backslashInPath: "backslash-in-path"
        case .missingHost: "missing-host"
        case .repeatedHost: "repeated-host"
        case .invalidHost: "invalid-host"
        case .bareCR: "bare-cr"
        case .bareLF: "bare-lf"
        case .controlByte: "control-byte"
        case .obsoleteFold: "obsolete-fold"
        case .missingColon: "missing-colon"
        case .spaceBeforeColon: "space-before-colon"
        case .invalidFieldName: "invalid-field-name"
        case .headTooLarge: "head-too-large"
        case .tooManyFieldLines: "too-many-field-lines"
        case .tooManyCookieLines: "too-many-cookie-lines"
        case .invalidContentLength: "invalid-content-length"
        case .repeatedContentLength: "repeated-content-length"
        case .contentLengthWithTransferEncoding: "content-length-with-transfer-encoding"
        case .invalidTransferEncoding: "invalid-transfer-encoding"
        case .repeatedTransferEncoding: "repeated-transfer-encoding"
        case .unknownTransferCoding: "unknown-transfer-coding"
        case .transferEncodingInHTTP10: "transfer-encoding-in-http10"
        case .invalidConnection: "invalid-connection"
        case .connectionNamesFraming: "connection-names-framing"
        case .unknownExpectation: "unknown-expectation"
        case .invalidChunkSize: "invalid-chunk-size"
        case .chunkSizeOverflow: "chunk-size-overflow"
        case .invalidChunkExtension: "invalid-chunk-extension"
        case .chunkExtensionsTooLarge: "chunk-extensions-too-large"
        case .invalidChunkEnd: "invalid-chunk-end"
        case .invalidTrailer: "invalid-trailer"
        case .forbiddenTrailer: "forbidden-trailer"
        case .trailersTooLarge: "trailers-too-large"
        }
    }
}
