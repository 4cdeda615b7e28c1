/// The places where systems and programs keep whom they trust, and how the local CA gets there.
enum TrustStore: String, CaseIterable {
    case debian, fedora, alpine, arch, macos, windows, firefox, chrome, java, node, python

    /// Other names that people, and `/etc/os-release`, call it by.
    private static let aliases: [String: TrustStore] = [
        "ubuntu": .debian, "raspbian": .debian, "rhel": .fedora, "centos": .fedora, "rocky": .fedora,
        "almalinux": .fedora, "amzn": .fedora, "darwin": .macos, "nss": .firefox, "chromium": .chrome,
        "nodejs": .node, "requests": .python,
    ]

    /// The store of that name; nil when there is none.
    init?(name: String) {
        let name = name.lowercased()
        guard let store = Self(rawValue: name) ?? Self.aliases[name] else { return nil }
        self = store
    }

    /// The store of a Linux system by its `/etc/os-release`; nil for one that is not known.
    init?(osRelease: String) {
        var values: [Substring: [Substring]] = [:]
        for line in osRelease.split(whereSeparator: \.isNewline) {
            let pair = line.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            values[pair[0]] = pair[1].filter { $0 != "\"" && $0 != "'" }.split(separator: " ")
                .map { Substring($0) }
        }
        let names = (values["ID"] ?? []) + (values["ID_LIKE"] ?? [])
        guard let store = names.lazy.compactMap({ Self(name: String($0)) }).first(where: { $0.installation != nil })
        else { return nil }
        self = store
    }

    /// What people call it.
    var title: String {
        switch self {
        case .debian: "Debian, Ubuntu"
        case .fedora: "Fedora, RHEL, CentOS, Rocky, Amazon Linux"
        case .alpine: "Alpine"
        case .arch: "Arch"
        case .macos: "macOS"
        case .windows: "Windows (PowerShell as administrator)"
        case .firefox: "Firefox, and other programs with an NSS store of their own"
        case .chrome: "Chrome and Chromium on Linux (NSS)"
        case .java: "Java"
        case .node: "Node.js"
        case .python: "Python (requests, httpx, ssl)"
        }
    }

    /// Where `--install` puts the root and what takes it up then: the system's own store, on Linux.
    var installation: (folder: String, command: [String])? {
        switch self {
        case .debian, .alpine: ("/usr/local/share/ca-certificates", ["/usr/sbin/update-ca-certificates"])
        case .fedora: ("/etc/pki/ca-trust/source/anchors", ["/usr/bin/update-ca-trust", "extract"])
        case .arch: ("/etc/ca-certificates/trust-source/anchors", ["/usr/bin/update-ca-trust", "extract"])
        default: nil
        }
    }

    /// The name of the root's file in the systems' stores.
    static let fileName = "proxyd-local-ca.crt"

    /// The commands, with the root in `file` (PEM).
    func steps(_ file: String) -> [String] {
        switch self {
        case .debian, .fedora, .alpine, .arch:
            let (folder, command) = installation ?? ("", [])
            let first = self == .alpine ? ["apk add ca-certificates"] : []
            return first + ["sudo cp \(file) \(folder)/\(Self.fileName)", "sudo " + command.joined(separator: " ")]
        case .macos:
            return [
                "sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain \(file)"
            ]
        case .windows: return ["Import-Certificate -FilePath \(file) -CertStoreLocation Cert:\\LocalMachine\\Root"]
        case .firefox:
            return [
                "certutil -d sql:PROFILE_FOLDER -A -t C,, -n \"proxyd local CA\" -i \(file)",
                "# or: about:config, security.enterprise_roots.enabled = true, to trust what the system trusts",
            ]
        case .chrome: return ["certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n \"proxyd local CA\" -i \(file)"]
        case .java:
            return ["keytool -importcert -noprompt -cacerts -storepass changeit -alias proxyd-local-ca -file \(file)"]
        case .node: return ["export NODE_EXTRA_CA_CERTS=\(file)"]
        case .python:
            return [
                "cat \"$(python3 -m certifi)\" \(file) > authorities.pem",
                "export REQUESTS_CA_BUNDLE=authorities.pem SSL_CERT_FILE=authorities.pem",
            ]
        }
    }

    /// How the local CA is trusted there, for people; commands that need the file get it first.
    func instructions(_ file: String) -> String {
        (["# " + title] + steps(file)).joined(separator: "\n")
    }
}
