internal import COpenSSL

/// The certificates of a PEM text (RFC 7468 section 5), decoded but not parsed.
enum PEMCertificates {
    /// Each certificate in DER; what is not PEM at all is taken to be the DER of one.
    ///
    /// Other blocks are passed over. There is at least one certificate.
    static func der(of text: [UInt8], limit: Int) throws(TLSCertificateError) -> [[UInt8]] {
        guard !text.isEmpty else { throw .noCertificate }
        guard PEMText.contains("-----BEGIN ", in: text) else { return [text] }
        // The BIO reads the text itself, not a copy: the array must outlive it.
        let certificates = try unsafe text.withUnsafeBufferPointer { (text) throws(TLSCertificateError) in
            try unsafe read(text, limit: limit)
        }
        guard !certificates.isEmpty else { throw .noCertificate }
        return certificates
    }

    private static func read(
        _ text: UnsafeBufferPointer<UInt8>, limit: Int
    ) throws(TLSCertificateError) -> [[UInt8]] {
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard let input = unsafe BIO_new_mem_buf(text.baseAddress, Int32(clamping: text.count)) else {
            throw .rejected
        }
        defer { unsafe BIO_free(input) }
        var certificates: [[UInt8]] = []
        while true {
            var label: UnsafeMutablePointer<CChar>?
            var header: UnsafeMutablePointer<CChar>?
            var data: UnsafeMutablePointer<UInt8>?
            var count = 0
            guard unsafe PEM_read_bio(input, &label, &header, &data, &count) == 1 else {
                guard tls_error_reason(ERR_peek_last_error()) == PEM_R_NO_START_LINE else {
                    throw .malformedCertificate(position: certificates.count)
                }
                return certificates
            }
            // Other blocks may be keys.
            defer { unsafe tls_wipe(data, count) }
            let isCertificate = unsafe isCertificate(label)
            unsafe tls_free(label)
            unsafe tls_free(header)
            guard isCertificate else { continue }
            guard certificates.count < limit else { throw .tooManyCertificates(limit: limit) }
            certificates.append(unsafe Array(UnsafeBufferPointer(start: data, count: count)))
        }
    }

    private static func isCertificate(_ label: UnsafePointer<CChar>?) -> Bool {
        guard let label = unsafe label else { return false }
        return ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"].contains(unsafe String(cString: label))
    }
}
