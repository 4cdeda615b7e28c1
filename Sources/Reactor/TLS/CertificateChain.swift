internal import COpenSSL

/// The parsed certificates of a chain: the server's own, then its issuers in order.
@safe
struct CertificateChain: ~Copyable {
    static let limit = 16

    let leaf: OpaquePointer
    let issuerChain: IssuerChain

    var issuers: OpaquePointer { unsafe issuerChain.certificates }

    /// Adds every certificate to a trust store, which holds references of its own; false when one is refused.
    ///
    /// A method, because the pointers live only as long as the chain does, and a local chain ends with its last use.
    borrowing func add(to store: OpaquePointer?) -> Bool {
        guard unsafe X509_STORE_add_cert(store, leaf) == 1 else { return false }
        for index in unsafe 0..<tls_certificates_count(issuers) {
            guard unsafe X509_STORE_add_cert(store, tls_certificates_at(issuers, index)) == 1 else { return false }
        }
        return true
    }

    /// Parses PEM or, where there is no PEM, one certificate in DER.
    static func parse(
        _ bytes: [UInt8], library: OpaquePointer?, limit: Int = Self.limit
    ) throws(TLSCertificateError) -> CertificateChain {
        OpenSSLProcess.prepare()
        // A BIO with a copy of its own: one over the array would have to be outlived by it.
        guard !bytes.isEmpty, let input = unsafe BIO_new(BIO_s_mem()) else { throw .noCertificate }
        defer { unsafe BIO_free(input) }
        guard unsafe BIO_write(input, bytes, Int32(clamping: bytes.count)) == bytes.count else { throw .rejected }
        let isPEM = PEMText.contains("-----BEGIN ", in: bytes)
        guard let leaf = try unsafe next(from: input, isPEM: isPEM, position: 0, library: library) else {
            throw .noCertificate
        }
        do throws(TLSCertificateError) {
            let issuers = try unsafe readIssuers(isPEM ? input : nil, library: library, limit: limit)
            return unsafe CertificateChain(leaf: leaf, issuerChain: issuers)
        } catch {
            unsafe X509_free(leaf)
            throw error
        }
    }

    /// Parses what is in DER; issuers that are among the known ones are taken from there, new ones are noted there.
    static func parse(
        _ certificate: CompactCertificate, library: OpaquePointer?, known: IssuerChains
    ) throws(TLSCertificateError) -> CertificateChain {
        defer { ERR_clear_error() }
        guard let leaf = unsafe tls_certificate(certificate.leaf, certificate.leaf.count, library) else {
            throw .malformedCertificate(position: 0)
        }
        do throws(TLSCertificateError) {
            let issuers = try unsafe Self.issuers(certificate.issuers, library: library, known: known)
            return unsafe CertificateChain(leaf: leaf, issuerChain: issuers)
        } catch {
            unsafe X509_free(leaf)
            throw error
        }
    }

    private static func issuers(
        _ ders: [[UInt8]], library: OpaquePointer?, known: IssuerChains
    ) throws(TLSCertificateError) -> IssuerChain {
        if let chain = known[ders] { return chain }
        let chain = try IssuerChain()
        for (index, der) in ders.enumerated() {
            guard let issuer = unsafe tls_certificate(der, der.count, library) else {
                throw .malformedCertificate(position: index + 1)
            }
            guard unsafe tls_certificates_push(chain.certificates, issuer) == 1 else {
                unsafe X509_free(issuer)
                throw .rejected
            }
        }
        known[ders] = chain
        return chain
    }

    private static func readIssuers(
        _ input: OpaquePointer?, library: OpaquePointer?, limit: Int
    ) throws(TLSCertificateError) -> IssuerChain {
        let chain = try IssuerChain()
        guard let input = unsafe input else { return chain }
        var position = 1
        while let issuer = try unsafe next(from: input, isPEM: true, position: position, library: library) {
            guard position < limit, unsafe tls_certificates_push(chain.certificates, issuer) == 1 else {
                unsafe X509_free(issuer)
                throw .tooManyCertificates(limit: limit)
            }
            position += 1
        }
        return chain
    }

    private init(leaf: OpaquePointer, issuerChain: IssuerChain) {
        unsafe self.leaf = leaf
        self.issuerChain = issuerChain
    }

    deinit {
        unsafe X509_free(leaf)
    }

    /// The name by which OpenSSL knows the algorithm of the certificate's key.
    var keyAlgorithm: String {
        guard let name = unsafe X509_get0_pubkey(leaf).flatMap({ unsafe EVP_PKEY_get0_type_name($0) }) else {
            return ""
        }
        return unsafe String(cString: name)
    }

    /// Refuses a chain whose certificates do not each issue the one before.
    borrowing func checkOrder() throws(TLSCertificateError) {
        var subject = unsafe leaf
        for index in unsafe 0..<tls_certificates_count(issuers) {
            guard let issuer = unsafe tls_certificates_at(issuers, index) else { return }
            guard unsafe X509_check_issued(issuer, subject) == X509_V_OK else {
                throw .chainOutOfOrder(position: Int(index) + 1)
            }
            unsafe subject = issuer
        }
    }

    private static func next(
        from input: OpaquePointer, isPEM: Bool, position: Int, library: OpaquePointer?
    ) throws(TLSCertificateError) -> OpaquePointer? {
        ERR_clear_error()
        defer { ERR_clear_error() }
        var certificate = unsafe X509_new_ex(library, nil)
        guard unsafe certificate != nil else { throw .rejected }
        // On failure OpenSSL frees what it was given to fill, and clears the pointer.
        let parsed = unsafe isPEM ? PEM_read_bio_X509(input, &certificate, nil, nil) : d2i_X509_bio(input, &certificate)
        if let parsed = unsafe parsed { return unsafe parsed }
        unsafe X509_free(certificate)
        if isPEM, tls_error_reason(ERR_peek_last_error()) == PEM_R_NO_START_LINE { return nil }
        throw .malformedCertificate(position: position)
    }
}
