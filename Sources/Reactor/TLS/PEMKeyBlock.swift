internal import COpenSSL

/// The first private key of a PEM text, as DER that is wiped when it is no longer needed.
@safe
struct PEMKeyBlock: ~Copyable {
    private let der: UnsafeBufferPointer<UInt8>

    /// Finds the block; other blocks before it, such as a curve's parameters, are passed over.
    init(_ text: [UInt8]) throws(TLSCertificateError) {
        // The BIO reads the text itself, not a copy: the array must outlive it.
        unsafe der = try unsafe text.withUnsafeBufferPointer { (text) throws(TLSCertificateError) in
            try unsafe Self.find(in: text)
        }
    }

    private static func find(
        in text: UnsafeBufferPointer<UInt8>
    ) throws(TLSCertificateError) -> UnsafeBufferPointer<UInt8> {
        guard let input = unsafe BIO_new_mem_buf(text.baseAddress, Int32(clamping: text.count)) else { throw .noKey }
        defer { unsafe BIO_free(input) }
        while true {
            var label: UnsafeMutablePointer<CChar>?
            var header: UnsafeMutablePointer<CChar>?
            var data: UnsafeMutablePointer<UInt8>?
            var count = 0
            guard unsafe PEM_read_bio(input, &label, &header, &data, &count) == 1 else {
                throw tls_error_reason(ERR_peek_last_error()) == PEM_R_NO_START_LINE ? .noKey : .malformedKey
            }
            let kind = unsafe Kind(label: label, header: header)
            unsafe tls_free(label)
            unsafe tls_free(header)
            if kind == .key { return unsafe UnsafeBufferPointer(start: data, count: count) }
            unsafe tls_wipe(data, count)
            if kind == .encryptedKey { throw .encryptedKey }
        }
    }

    /// Calls `body` with the DER, which is wiped with the block and so must not be kept.
    borrowing func withDER<Value>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(TLSCertificateError) -> Value
    ) throws(TLSCertificateError) -> Value {
        try unsafe body(der)
    }

    deinit {
        unsafe tls_wipe(UnsafeMutablePointer(mutating: der.baseAddress), der.count)
    }

    private enum Kind {
        case key
        case encryptedKey
        case other

        init(label: UnsafePointer<CChar>?, header: UnsafePointer<CChar>?) {
            guard let label = unsafe label, unsafe String(cString: label).hasSuffix("PRIVATE KEY") else {
                self = .other
                return
            }
            let isSealed = unsafe String(cString: label).hasPrefix("ENCRYPTED")
            // The older form says so in a header (RFC 1421 section 4.6.1.1), and is the only one that has a header.
            let hasHeader = unsafe header.map { unsafe $0.pointee != 0 } ?? false
            self = isSealed || hasHeader ? .encryptedKey : .key
        }
    }
}
