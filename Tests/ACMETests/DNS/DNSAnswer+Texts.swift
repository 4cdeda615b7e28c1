import Egress

extension DNSAnswer {
    /// What the TXT records say.
    var texts: [String] {
        records.compactMap { record in
            if case .txt(let bytes) = record.content { String(decoding: bytes, as: UTF8.self) } else { nil }
        }
    }
}
