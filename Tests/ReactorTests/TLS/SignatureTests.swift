import Reactor
import TestSupport
import Testing

@Suite struct SignatureTests {
    private static let rsa = try? SignatureTestKey(.rsa2048)
    private static let p256 = try? SignatureTestKey(.p256)

    private let library: TLSLibrary
    private let rsa: SignatureTestKey
    private let p256: SignatureTestKey
    private let message = Array("header.payload".utf8)

    init() throws {
        library = try TLSLibrary()
        rsa = try #require(Self.rsa)
        p256 = try #require(Self.p256)
    }

    private func key(_ algorithm: SignatureAlgorithm) -> SignatureTestKey { algorithm == .rs256 ? rsa : p256 }

    private func signature(_ algorithm: SignatureAlgorithm) throws -> [UInt8] {
        let signer = try SignatureSigner(algorithm, privateKey: key(algorithm).privateKey, library: library)
        return try #require(sign(signer, message))
    }

    private func sign(_ signer: SignatureSigner, _ message: [UInt8]) -> [UInt8]? {
        signer.signature(of: message.span)
    }

    private func accepts(_ verifier: SignatureVerifier, _ signature: [UInt8], _ message: [UInt8]) -> Bool {
        verifier.isValid(signature.span, of: message.span)
    }

    private func verifier(_ algorithm: SignatureAlgorithm) throws -> SignatureVerifier {
        try SignatureVerifier(algorithm, publicKey: key(algorithm).publicKey, library: library)
    }

    @Test(arguments: [SignatureAlgorithm.rs256, .es256])
    func `a signature is valid for its message alone`(_ algorithm: SignatureAlgorithm) throws {
        let verifier = try verifier(algorithm)
        let signature = try signature(algorithm)
        #expect(signature.count == (algorithm == .rs256 ? 256 : 64))
        #expect(accepts(verifier, signature, message))
        let other = message + [0]
        #expect(!accepts(verifier, signature, other))
        for index in stride(from: 0, to: signature.count, by: 7) {
            var changed = signature
            changed[index] ^= 1
            #expect(!accepts(verifier, changed, message))
        }
        // The verifier is as good as new after refusals.
        #expect(accepts(verifier, signature, message))
    }

    @Test(arguments: [SignatureAlgorithm.rs256, .es256])
    func `signatures of other forms are refused`(_ algorithm: SignatureAlgorithm) throws {
        let verifier = try verifier(algorithm)
        let signature = try signature(algorithm)
        let other = try self.signature(algorithm == .rs256 ? .es256 : .rs256)
        let forms = [
            [], [0], Array(signature.dropLast()), signature + [0], other, [UInt8](repeating: 0, count: signature.count),
            [UInt8](repeating: 0xFF, count: signature.count),
        ]
        for form in forms { #expect(!accepts(verifier, form, message)) }
    }

    @Test func `a signature of zeros is refused in every mixture`() throws {
        let verifier = try verifier(.es256)
        let signature = try signature(.es256)
        let zeros = [UInt8](repeating: 0, count: 32)
        for form in [zeros + zeros, Array(signature[..<32]) + zeros, zeros + Array(signature[32...])] {
            #expect(!accepts(verifier, form, message))
        }
    }

    @Test func `many signatures with short numbers go through both forms`() throws {
        let signer = try SignatureSigner(.es256, privateKey: p256.privateKey, library: library)
        let verifier = try verifier(.es256)
        for index in 0..<600 {
            let message = Array("message \(index)".utf8)
            let signature = try #require(sign(signer, message))
            #expect(signature.count == 64)
            #expect(accepts(verifier, signature, message))
        }
    }

    @Test func `weak keys and keys of another kind are refused`() throws {
        let short = try SignatureTestKey(.rsa1024)
        #expect(throws: SignatureKeyError.tooShort(bits: 1024)) {
            try SignatureVerifier(.rs256, publicKey: short.publicKey, library: library)
        }
        #expect(throws: SignatureKeyError.tooShort(bits: 1024)) {
            try SignatureSigner(.rs256, privateKey: short.privateKey, library: library)
        }
        for kind in [SignatureTestKey.Kind.secp256k1, .p384, .rsa2048] {
            let key = try SignatureTestKey(kind)
            #expect(throws: SignatureKeyError.wrongKind) {
                try SignatureVerifier(.es256, publicKey: key.publicKey, library: library)
            }
        }
        #expect(throws: SignatureKeyError.wrongKind) {
            try SignatureVerifier(.rs256, publicKey: p256.publicKey, library: library)
        }
    }

    @Test func `bytes that are no key are refused`() throws {
        for bytes in [[], [0x30], Array(rsa.publicKey.dropLast()), rsa.publicKey + [0], rsa.privateKey] {
            #expect(throws: SignatureKeyError.malformed) {
                try SignatureVerifier(.rs256, publicKey: bytes, library: library)
            }
        }
        #expect(throws: SignatureKeyError.malformed) {
            try SignatureSigner(.es256, privateKey: p256.publicKey, library: library)
        }
    }
}
