internal import COpenSSL

/// OpenSSL's question which of the client's protocols to speak: RFC 7301 section 3.2.
enum ApplicationProtocolCallback {
    static let function:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?,
            UnsafePointer<UInt8>?, UInt32, UnsafeMutableRawPointer?
        ) -> Int32 = { _, chosen, chosenLength, offered, offeredLength, owner in
            guard let chosen = unsafe chosen, let chosenLength = unsafe chosenLength, let offered = unsafe offered,
                let owner = unsafe owner
            else { return SSL_TLSEXT_ERR_ALERT_FATAL }
            let context = unsafe Unmanaged<TLSServerContext>.fromOpaque(owner).takeUnretainedValue()
            let list = unsafe UnsafeBufferPointer(start: offered, count: Int(offeredLength)).span
            let preferences = context.handshaking?.isACMEChallenge == true ? [.acmeTLS] : context.policy.protocols
            for candidate in preferences {
                guard let range = ApplicationProtocolList.range(of: candidate, in: list) else { continue }
                unsafe chosen.pointee = offered + range.lowerBound
                unsafe chosenLength.pointee = UInt8(truncatingIfNeeded: range.count)
                return SSL_TLSEXT_ERR_OK
            }
            return SSL_TLSEXT_ERR_ALERT_FATAL
        }
}
