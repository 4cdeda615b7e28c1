internal import COpenSSL

/// Fields of a certificate as text.
enum CertificateText {
    private static let hexadecimal = Array("0123456789abcdef".utf8)

    static func names(of certificate: OpaquePointer) -> [String] {
        defer { ERR_clear_error() }
        guard let names = unsafe tls_subject_alternative_names(certificate) else { return [] }
        defer { unsafe GENERAL_NAMES_free(names) }
        return unsafe (0..<tls_general_names_count(names)).compactMap { index in
            var kind: Int32 = 0
            var length: Int32 = 0
            guard let bytes = unsafe tls_general_name_at(names, index, &kind, &length), length > 0 else { return nil }
            let value = unsafe UnsafeBufferPointer(start: bytes, count: Int(length))
            return unsafe kind == GEN_DNS ? dnsName(value) : address(value)
        }
    }

    static func fingerprint(of certificate: OpaquePointer) -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard unsafe X509_digest(certificate, EVP_sha256(), &digest, &length) == 1 else { return "" }
        let digits = digest[..<Int(length)].flatMap { [hexadecimal[Int($0 >> 4)], hexadecimal[Int($0 & 15)]] }
        return "sha256:" + String(decoding: digits, as: UTF8.self)
    }

    static func issuer(of certificate: OpaquePointer) -> String {
        guard let memory = unsafe BIO_new(BIO_s_mem()) else { return "" }
        defer { unsafe BIO_free(memory) }
        // RFC 2253, but with letters beyond ASCII as UTF-8 in place of escapes.
        let format = tls_name_format()
        unsafe X509_NAME_print_ex(memory, X509_get_issuer_name(certificate), 0, format)
        var contents: UnsafeMutablePointer<CChar>?
        let length = unsafe tls_memory_contents(memory, &contents)
        guard let contents = unsafe contents, length > 0 else { return "" }
        return unsafe String(decoding: UnsafeRawBufferPointer(start: contents, count: length), as: UTF8.self)
    }

    static func serial(of certificate: OpaquePointer) -> String {
        guard let number = unsafe ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nil) else { return "" }
        defer { unsafe BN_free(number) }
        guard let text = unsafe BN_bn2hex(number) else { return "" }
        defer { unsafe tls_free(text) }
        return unsafe String(cString: text).lowercased()
    }

    private static func dnsName(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard unsafe bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return unsafe String(decoding: bytes, as: UTF8.self).lowercased()
    }

    private static func address(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var text = [CChar](repeating: 0, count: Int(TLS_ADDRESS_TEXT_SIZE))
        guard unsafe tls_address_text(bytes.baseAddress, bytes.count, &text) == 1 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
