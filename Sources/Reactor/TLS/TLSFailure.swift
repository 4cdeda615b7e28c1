internal import CLinux
internal import COpenSSL

/// Why a TLS connection or its set-up failed.
package enum TLSFailure: Error, Hashable, Sendable {
    /// The peer ended its stream without a close_notify; what was read may be cut short (RFC 8446 section 6.1).
    case truncated
    /// A system call failed with this `errno`.
    case socket(Int32)
    /// The peer sent this fatal alert.
    case alertReceived(TLSAlert)
    /// We refused the peer's ClientHello with this alert.
    case refused(TLSAlert)
    /// The peer's certificate was not accepted, for this `X509_V_ERR_` code.
    case verification(Int32)
    /// OpenSSL refused what the peer sent or what it was told, for this reason code of its library number.
    case openSSL(library: Int32, reason: Int32)
}

extension TLSFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated: "the peer closed the connection without a close_notify"
        case .socket(let code): "the socket failed: \(unsafe String(cString: strerror(code)))"
        case .alertReceived(let alert): "the peer sent the alert \(alert)"
        case .refused(let alert): "refused with the alert \(alert)"
        case .verification(let code):
            "the peer's certificate is not accepted: \(unsafe String(cString: X509_verify_cert_error_string(Int(code))))"
        case .openSSL(let library, let reason): Self.reasonText(library: library, reason: reason)
        }
    }

    private static func reasonText(library: Int32, reason: Int32) -> String {
        OpenSSLProcess.prepare()
        let code = tls_error_pack(library, reason)
        guard let text = unsafe ERR_reason_error_string(code) else { return "TLS error \(library):\(reason)" }
        return unsafe String(cString: text)
    }
}

extension TLSAlert: CustomStringConvertible {
    package var description: String {
        guard let text = unsafe SSL_alert_desc_string_long(Int32(rawValue)) else { return "\(rawValue)" }
        return unsafe String(cString: text)
    }
}

extension TLSFailure {
    /// The `errno` that tells the same to code that knows sockets only.
    package var errorNumber: Int32 {
        switch self {
        case .truncated: ECONNRESET
        case .socket(let code): code
        case .alertReceived, .refused, .verification, .openSSL: EPROTO
        }
    }

    /// What OpenSSL's error queue of this thread says, most specific cause first; the queue is emptied.
    static func lastError() -> TLSFailure {
        let code = ERR_get_error()
        ERR_clear_error()
        return TLSFailure(packed: code)
    }

    init(packed code: UInt) {
        let library = tls_error_library(code)
        let reason = tls_error_reason(code)
        let alertOffset = SSL_AD_REASON_OFFSET
        if library == ERR_LIB_SSL, reason >= alertOffset, reason < alertOffset + 256 {
            self = .alertReceived(TLSAlert(rawValue: UInt8(truncatingIfNeeded: reason - alertOffset)))
        } else {
            self = .openSSL(library: library, reason: reason)
        }
    }
}
