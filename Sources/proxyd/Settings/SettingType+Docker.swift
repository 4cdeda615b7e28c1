internal import DockerControl
internal import ProxyModel

extension SettingType where Value == String {
    /// Where an engine listens; whether TLS is spoken is another setting's.
    static let engineAddress = SettingType(
        label: "an address such as unix:///var/run/docker.sock or tcp://engine.example:2376",
        parse: { text in (try? EngineAddress(text)) == nil ? nil : text }, render: { $0 })

    /// A path that does not depend on the working folder.
    static let absolutePath = SettingType(
        label: "an absolute path", parse: { $0.hasPrefix("/") && !$0.contains("\0") ? $0 : nil }, render: { $0 })

    /// What a node is called.
    static let nodeName = SettingType(
        label: "a name of 1 to 128 letters, digits, '.', '_' and '-'",
        parse: { text in text.utf8.count <= 128 && !text.hasPrefix("/") ? EngineName(text)?.description : nil },
        render: { $0 })
}

extension SettingType where Value == EngineVersion {
    /// A version that this program speaks.
    static let engineVersion = SettingType(
        label: "a version from \(EngineVersion.known.lowerBound) to \(EngineVersion.known.upperBound)",
        parse: { text in EngineVersion(text).flatMap { EngineVersion.known.contains($0) ? $0 : nil } },
        render: { $0.description })
}

extension SettingType where Value == [ServiceText] {
    /// Names with texts.
    static let nodeLabels = SettingType(
        label: "a list such as zone=a,disk=fast, each name once",
        parse: { text in
            let labels: [ServiceText]? = listed(text) { part in
                guard let equals = part.firstIndex(of: "=") else { return nil }
                let (name, value) = (String(part[..<equals]), String(part[part.index(after: equals)...]))
                let isName = name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
                return isName && (1...256).contains(name.utf8.count) && value.utf8.count <= 8_192
                    ? ServiceText(name, value) : nil
            }
            guard let labels, Set(labels.map(\.name)).count == labels.count else { return nil }
            return labels
        },
        render: { $0.isEmpty ? nil : $0.map { "\($0.name)=\($0.value)" }.joined(separator: ",") })
}

extension SettingType where Value == [String] {
    /// Hosts of registries, as they stand before an image's name.
    static let registries = SettingType(
        label: "a list of registries such as docker.io or registry.example:5000, with commas, or * for every one",
        parse: { text in
            listed(text) { part in
                guard part != "*" else { return part }
                return ImageReference(part + "/a/b").flatMap { $0.repository == "a/b" ? $0.registry : nil }
            }
        },
        render: { $0.joined(separator: ",") })

    /// Registry and repository, with `*` for any run of characters.
    static let imageGlobs = SettingType(
        label: "a list of image names without tags, such as docker.io/library/*, with commas",
        parse: { text in
            let isPart: (UInt8) -> Bool = { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "._-/:*".utf8.contains(byte)
            }
            return listed(text) { (1...255).contains($0.utf8.count) && $0.utf8.allSatisfy(isPart) ? $0 : nil }
        },
        render: { $0.joined(separator: ",") })

    /// Absolute folders other than the root.
    static let folders = SettingType(
        label: "a list of absolute paths with commas, without / itself and without . and .. among their parts",
        parse: { text in listed(text) { ContainerPath($0)?.description } },
        render: { $0.isEmpty ? nil : $0.joined(separator: ",") })
}

extension SettingType where Value == [LinuxCapability] {
    /// Those that Docker gives by default, and no other.
    static let capabilities = SettingType(
        label: "none, or a list of " + LinuxCapability.allCases.map(\.rawValue).joined(separator: ", "),
        parse: { $0 == "none" ? [] : listed($0) { LinuxCapability($0) } },
        render: { $0.isEmpty ? "none" : $0.map(\.rawValue).joined(separator: ",") })
}

extension SettingType where Value == Double {
    /// Processors, also parts of one.
    static let processors = SettingType(
        label: "a number from 0.01 to 1024, such as 1.5",
        parse: { text in
            guard text.utf8.count <= 16, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }),
                let number = Double(text), (0.01...1_024).contains(number)
            else { return nil }
            return number
        },
        render: { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" })
}

extension SettingType where Value == PortRanges {
    /// Ports and ranges of them.
    static let portRanges = SettingType(
        label: "a list of ports from 1 to 65535 and ranges such as 11000-20000 with commas",
        parse: { text in listed(text) { PortRange($0) }.map { PortRanges($0) } }, render: { $0.description })

    /// Ports and ranges of them, or nothing.
    static let portRangesOrNone = SettingType(
        label: "none, or a list of ports from 1 to 65535 and ranges such as 1-1023 with commas",
        parse: { $0 == "none" ? PortRanges([]) : portRanges.parse($0) },
        render: { $0.ranges.isEmpty ? "none" : $0.description })
}
