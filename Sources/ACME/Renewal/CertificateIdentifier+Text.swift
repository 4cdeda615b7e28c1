extension CertificateIdentifier {
    /// Takes the text of one that was read from a certificate before.
    init(text: String) { self.text = text }
}
