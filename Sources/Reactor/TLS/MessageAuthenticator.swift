internal import COpenSSL

/// Authenticates messages by HMAC-SHA256 (RFC 2104) under one key.
///
/// Confined to the thread of its library.
@safe
package final class MessageAuthenticator {
    private let key: [UInt8]
    private let library: TLSLibrary

    /// Takes a key, of 32 random bytes at best.
    package init(key: [UInt8], library: TLSLibrary) {
        self.key = key
        self.library = library
    }

    /// The 32 bytes that only who has the key can make; nil when OpenSSL fails, as it does without memory.
    package func code(of message: Span<UInt8>) -> [UInt8]? {
        var code = [UInt8](repeating: 0, count: 32)
        var count = 0
        let isDone = unsafe message.withUnsafeBufferPointer { message in
            unsafe EVP_Q_mac(
                library.handle, "HMAC", nil, "SHA256", nil, key, key.count, message.baseAddress, message.count, &code,
                code.count, &count) != nil
        }
        return isDone && count == code.count ? code : nil
    }
}

@available(*, unavailable)
extension MessageAuthenticator: Sendable {}
