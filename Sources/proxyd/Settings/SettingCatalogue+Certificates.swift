internal import Egress
internal import ProxyModel

extension SettingCatalogue {
    static let certificates = SettingGroup(
        title: "Certificates by ACME",
        settings: [
            Setting(
                "ACME_DIRECTORY_URL", \.certificates.directoryURL, .directoryURL, default: "Let's Encrypt",
                example: "https://acme-v02.api.letsencrypt.org/directory",
                "Directory of the authority that certificates are asked from when they name none."),
            Setting(
                "ACME_STAGING_URL", \.certificates.stagingURL, .directoryURL,
                default: "that of Let's Encrypt, where it is asked",
                example: "https://acme-staging-v02.api.letsencrypt.org/directory",
                "Directory of the authority's test system, for certificates marked staging and for tries after a failure."
            ),
            Setting(
                "ACME_EMAIL", \.certificates.email, .email, default: "none", example: "admin@example.com",
                "Contact that authorities get for certificates that have none of their own."),
            Setting(
                "ACME_CA_BUNDLE", \.certificates.caFile, .path, default: "EGRESS_CA_FILE, or the system's trust store",
                example: "/etc/ssl/own-authorities.pem",
                "Authorities (PEM) that ACME servers must be certified by, for an authority of your own."),
            Setting(
                "PUBLIC_ADDRESSES", \.certificates.publicAddresses, .addresses, default: "unknown: nobody compares",
                example: "203.0.113.5,2001:db8::5",
                """
                Addresses that this installation is reached at from outside. Before a certificate is ordered, its names \
                are looked up, and one that leads elsewhere is told in words.
                """),
            Setting(
                "ACME_DNS_RESOLVERS", \.certificates.resolvers, .nameServers, default: "the system's",
                example: "9.9.9.9,[2620:fe::fe]:53",
                """
                Name servers that zones, delegations and addresses are looked up at before certificates are ordered: \
                where the system's show another view than the Internet's.
                """),
            Setting(
                "ACME_DNS_HOOKS", \.certificates.hooksFolder, .path, default: "none: no program is ever run",
                example: "/etc/proxyd/dns-hooks",
                "Folder of the programs that DNS providers of the kind exec may run to publish records."),
            Setting(
                "CERTIFICATE_WARNING_DAYS", \.certificates.warningDays, .days, example: "30,14,7,3,1",
                """
                How many days before the end of a certificate the log warns of it, once for each and on one node alone; \
                none = only of one that has ended. Days on which its replacement is not late yet are passed over.
                """),
        ])
}

extension SettingType where Value == [Int] {
    /// Numbers of days.
    static let days = SettingType(
        label: "a list of days from 1 to 365 with commas, or none",
        parse: { text in
            guard text != "none" else { return [] }
            let isPlain = text.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2C || $0 == 0x20 }
            return isPlain ? listed(text) { Int($0).flatMap { (1...365).contains($0) ? $0 : nil } } : nil
        }, render: { $0.isEmpty ? "none" : $0.map { "\($0)" }.joined(separator: ",") })
}

extension SettingType where Value == [DNSServer] {
    /// Addresses of name servers.
    static let nameServers = SettingType(
        label: "a list of IP addresses with commas, each with a port unless it is 53",
        parse: { text in listed(text) { DNSServer($0) } },
        render: { $0.isEmpty ? nil : $0.map { "\($0)" }.joined(separator: ",") })
}

extension SettingType where Value == [AddressBlock] {
    /// Single addresses.
    static let addresses = SettingType(
        label: "a list of IP addresses with commas",
        parse: { text in
            guard let blocks = addressBlocks.parse(text) else { return nil }
            return blocks.allSatisfy { $0.prefixLength == $0.address.count * 8 } ? blocks : nil
        }, render: addressBlocks.render)
}

extension SettingType where Value == String {
    /// RFC 8555 §6.1: nothing but HTTPS.
    static let directoryURL = SettingType(
        label: "an address that begins with https://",
        parse: { text in
            let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            return text.hasPrefix("https://") && text.utf8.count > 8 && text.utf8.count <= 2048 && isPlain ? text : nil
        }, render: { $0 })
}
