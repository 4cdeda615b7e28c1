internal import COpenSSL

/// OpenSSL's question with which key to seal or open a session ticket.
enum TicketKeyCallback {
    private static let failed: Int32 = -1
    private static let unknownKey: Int32 = 0
    private static let done: Int32 = 1
    private static let doneAndRenew: Int32 = 2

    static let function:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?, OpaquePointer?, OpaquePointer?,
            Int32
        ) -> Int32 = { ssl, name, vector, cipher, mac, isSealing in
            guard let ssl = unsafe ssl, let name = unsafe name, let vector = unsafe vector, let cipher = unsafe cipher,
                let mac = unsafe mac, let owner = unsafe tls_context_owner(SSL_get_SSL_CTX(ssl))
            else { return failed }
            let context = unsafe Unmanaged<TLSServerContext>.fromOpaque(owner).takeUnretainedValue()
            if isSealing == 1 { return unsafe seal(context, name, vector, cipher, mac) }
            return unsafe open(context, ssl, name, vector, cipher, mac)
        }

    private static func seal(
        _ context: TLSServerContext, _ name: UnsafeMutablePointer<UInt8>, _ vector: UnsafeMutablePointer<UInt8>,
        _ cipher: OpaquePointer, _ mac: OpaquePointer
    ) -> Int32 {
        let key = context.ticketKeys.current
        guard unsafe RAND_bytes_ex(context.library.handle, vector, 16, 0) == 1,
            unsafe EVP_EncryptInit_ex2(cipher, context.library.ticketCipher, key.cipherKey, vector, nil) == 1,
            unsafe tls_ticket_mac_init(mac, key.macKey, key.macKey.count) == 1
        else { return failed }
        unsafe name.update(from: key.name, count: TicketKey.nameCount)
        return done
    }

    private static func open(
        _ context: TLSServerContext, _ ssl: OpaquePointer, _ name: UnsafeMutablePointer<UInt8>,
        _ vector: UnsafeMutablePointer<UInt8>, _ cipher: OpaquePointer, _ mac: OpaquePointer
    ) -> Int32 {
        let wanted = unsafe UnsafeBufferPointer(start: name, count: TicketKey.nameCount)
        guard let (key, isCurrent) = unsafe context.ticketKeys.key(named: wanted) else { return unknownKey }
        guard unsafe tls_ticket_mac_init(mac, key.macKey, key.macKey.count) == 1,
            unsafe EVP_DecryptInit_ex2(cipher, context.library.ticketCipher, key.cipherKey, vector, nil) == 1
        else { return failed }
        // A ticket of TLS 1.3 should be used once only (RFC 8446 appendix C.4), so each use is answered with another.
        return unsafe isCurrent && SSL_version(ssl) < TLS1_3_VERSION ? done : doneAndRenew
    }
}

extension TicketKeys {
    /// The key with this public name, and whether new tickets are sealed with it or with a later one.
    func key(named name: UnsafeBufferPointer<UInt8>) -> (key: TicketKey, isCurrent: Bool)? {
        if unsafe current.name.elementsEqual(name) { return (current, true) }
        if let next, unsafe next.name.elementsEqual(name) { return (next, true) }
        guard let old = previous.first(where: { unsafe $0.name.elementsEqual(name) }) else { return nil }
        return (old, false)
    }
}
