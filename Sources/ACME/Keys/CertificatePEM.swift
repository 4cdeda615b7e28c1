internal import SwiftASN1
internal import X509

/// Certificates in PEM, as authorities send them.
enum CertificatePEM {
    private static let maximumBytes = 256 << 10
    private static let maximumCertificates = 10

    /// The certificates of a text that has nothing else (RFC 8555 §9.1); throws `IssuedChainProblem.unreadable`.
    static func certificates(_ pem: [UInt8]) throws(IssuedChainProblem) -> [Certificate] {
        guard pem.count <= maximumBytes,
            let documents = try? PEMDocument.parseMultiple(pemString: String(decoding: pem, as: UTF8.self)),
            (1...maximumCertificates).contains(documents.count),
            documents.allSatisfy({ $0.discriminator == "CERTIFICATE" })
        else { throw .unreadable }
        var certificates: [Certificate] = []
        for document in documents {
            guard let certificate = try? Certificate(pemDocument: document) else { throw .unreadable }
            certificates.append(certificate)
        }
        return certificates
    }

    /// The first certificate of a text in DER; throws `IssuedChainProblem.unreadable`.
    static func leafDER(_ pem: [UInt8]) throws(IssuedChainProblem) -> [UInt8] {
        var serializer = DER.Serializer()
        guard let leaf = try certificates(pem).first, (try? serializer.serialize(leaf)) != nil else {
            throw .unreadable
        }
        return serializer.serializedBytes
    }

    /// The certificates in PEM, one after the other; throws `IssuedChainProblem.unreadable`.
    static func text(_ certificates: [Certificate]) throws(IssuedChainProblem) -> [UInt8] {
        var text = ""
        for certificate in certificates {
            guard let document = try? certificate.serializeAsPEM() else { throw .unreadable }
            text += document.pemString + "\n"
        }
        return Array(text.utf8)
    }
}
