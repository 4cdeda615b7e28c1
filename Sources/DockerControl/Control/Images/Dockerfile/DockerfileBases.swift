/// The images that a build from a Dockerfile may fetch: of `FROM`, `COPY --from`, `RUN --mount` and `# syntax`.
///
/// The file is read as every engine would read it, Docker's and Podman's, old and new; where that cannot be told, it is
/// refused. Stages of the file itself and `scratch` are no images.
struct DockerfileBases: Sendable {
    /// An image that is named.
    struct Base: Sendable, Equatable {
        /// The name, with the values of variables in it.
        let image: String
        /// Where it is named, from 1.
        let line: Int
    }

    private static let instructions: Set<String> = [
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
        "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ]
    /// The flags of the instructions that can name images.
    private static let flags: [String: Set<String>] = [
        "FROM": ["platform"],
        "COPY": ["from", "chown", "chmod", "link", "parents", "exclude"],
        "ADD": ["chown", "chmod", "link", "checksum", "keep-git-dir", "exclude", "unpack"],
        "RUN": ["mount", "network", "security", "device"],
    ]
    private static let mounts: Set<String> = ["bind", "cache", "secret", "ssh", "tmpfs"]
    /// Names that stand for something else than an image with Podman.
    private static let transports: Set<String> = [
        "atomic", "containers-storage", "dir", "docker", "docker-archive", "docker-daemon", "oci", "oci-archive",
        "ostree", "sha256", "sif", "tarball",
    ]

    /// All of them, in the order of the file.
    private(set) var all: [Base] = []

    private var variables: DockerfileVariables
    /// Names of the stages that are complete: the one under way is unknown to some engines, which look for an image.
    private var stages: Set<String> = []
    private var foldedStages: Set<String> = []
    private var current: String?
    private var stageCount = 0

    /// Reads a Dockerfile with what the service gives to its build.
    ///
    /// Throws `DockerfileRefusal` for what is not understood for certain.
    init(_ file: [UInt8], arguments: [String: String]) throws(DockerfileRefusal) {
        let lines = try DockerfileLines(file)
        variables = DockerfileVariables(arguments, escape: lines.escape)
        if let syntax = lines.syntax, !Self.isUsual(syntax.text) { try add(syntax.text.text, syntax.number) }
        for instruction in lines.instructions { try read(instruction.text, instruction.number) }
        guard stageCount > 0 else { throw DockerfileRefusal(nil, "it has no FROM") }
    }

    /// Whether a syntax is the one that every engine reads anyway.
    ///
    /// It is not fetched: the engine is asked for its first builder, which reads files without a frontend, as Podman does.
    private static func isUsual(_ syntax: ByteText) -> Bool {
        ImageReference(syntax.text)?.name == "docker.io/docker/dockerfile"
    }

    // MARK: Instructions

    private mutating func read(_ text: ByteText, _ line: Int) throws(DockerfileRefusal) {
        let (name, rest) = text.command
        guard Self.instructions.contains(name) else {
            throw DockerfileRefusal(line, "'\(DisplayedWord(text.words.first ?? []))' is no instruction")
        }
        guard stageCount > 0 || name == "ARG" || name == "FROM" else {
            throw DockerfileRefusal(line, "\(name) comes before the first FROM")
        }
        switch name {
        case "ARG" where stageCount == 0: try variables.declare(rest, line)
        case "FROM": try readFrom(rest, line)
        case "ONBUILD": try readTrigger(rest, line)
        default: try readStep(name, rest, line, isTrigger: false)
        }
    }

    private mutating func readFrom(_ rest: ByteText, _ line: Int) throws(DockerfileRefusal) {
        if let name = current {
            stages.insert(name)
            foldedStages.insert(name.lowercased())
        }
        current = nil
        let words = try split("FROM", rest, line).rest.words
        guard words.count == 1 || words.count == 3 && words[1].command.name == "AS" else {
            throw DockerfileRefusal(line, "FROM is followed by an image, and maybe by AS and a name")
        }
        let image = try variables.expanded(words[0], line)
        if image != "scratch", try !isStage(image, line) { try add(image, line) }
        if words.count == 3 {
            guard Self.isStageName(words[2]) else { throw DockerfileRefusal(line, "the stage has no plain name") }
            current = words[2].text
        }
        stageCount += 1
    }

    /// An instruction for those who build on the image: the stages are theirs then.
    private mutating func readTrigger(_ rest: ByteText, _ line: Int) throws(DockerfileRefusal) {
        let (name, arguments) = rest.command
        guard Self.instructions.contains(name), !["FROM", "MAINTAINER", "ONBUILD"].contains(name),
            !rest.startsWithFurtherBlank
        else { throw DockerfileRefusal(line, "ONBUILD is not followed by an instruction") }
        try readStep(name, arguments, line, isTrigger: true)
    }

    private mutating func readStep(
        _ name: String, _ rest: ByteText, _ line: Int, isTrigger: Bool
    ) throws(DockerfileRefusal) {
        guard Self.flags[name] != nil else { return }
        guard !Self.mayBeHeredoc(rest) else {
            throw DockerfileRefusal(line, "engines read << differently; put the text in a file and COPY it")
        }
        for (flag, value) in try split(name, rest, line).flags {
            switch flag {
            case "from": try addSource(value, line, isTrigger: isTrigger)
            case "mount": try readMount(value, line, isTrigger: isTrigger)
            default: break
            }
        }
    }

    private mutating func readMount(_ value: ByteText, _ line: Int, isTrigger: Bool) throws(DockerfileRefusal) {
        guard !value.contains(UInt8(ascii: "$")) else { throw DockerfileRefusal(line, "a mount has a variable") }
        for field in value.split(separator: UInt8(ascii: ",")) {
            let key = field.prefix { $0 != UInt8(ascii: "=") }
            let word = field[key.endIndex...].dropFirst()
            switch key.command.name {
            case "FROM": try addSource(word, line, isTrigger: isTrigger)
            case "TYPE" where !Self.mounts.contains(word.text):
                throw DockerfileRefusal(line, "a mount of the type '\(DisplayedWord(word))' is not understood")
            default: break
            }
        }
    }

    /// Whether a text behind `<<` may follow, which some engines know; `<<<` is the shell's.
    private static func mayBeHeredoc(_ text: ByteText) -> Bool {
        var run = 0
        for byte in text {
            if byte == UInt8(ascii: "<") {
                run += 1
            } else if run == 2 {
                return true
            } else {
                run = 0
            }
        }
        return run == 2
    }

    /// The flags at the beginning, and what follows them.
    private func split(
        _ name: String, _ text: ByteText, _ line: Int
    ) throws(DockerfileRefusal) -> (flags: [(name: String, value: ByteText)], rest: ByteText) {
        guard !text.startsWithFurtherBlank else { throw DockerfileRefusal(line, "it has a blank that is not ASCII") }
        var flags: [(name: String, value: ByteText)] = []
        var rest = text
        while rest.starts(with: "--".utf8) {
            let word = rest.prefix { !ByteText.isBlank($0) }
            rest = rest[word.endIndex...].trimmed
            let flag = word.dropFirst(2).prefix { $0 != UInt8(ascii: "=") }
            guard word.allSatisfy(Self.isFlagPart), Self.flags[name]?.contains(flag.text) == true else {
                throw DockerfileRefusal(line, "\(name) has a flag that is not understood: '\(DisplayedWord(word))'")
            }
            guard !rest.startsWithFurtherBlank else {
                throw DockerfileRefusal(line, "it has a blank that is not ASCII")
            }
            flags.append((flag.text, word[flag.endIndex...].dropFirst()))
        }
        return (flags, rest)
    }

    /// Quotes and escape characters could make one flag of another.
    private static func isFlagPart(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"'\\`".utf8.contains(byte)
    }

    // MARK: Images

    private mutating func addSource(_ word: ByteText, _ line: Int, isTrigger: Bool) throws(DockerfileRefusal) {
        guard !word.isEmpty, !word.contains(UInt8(ascii: "$")) else {
            throw DockerfileRefusal(line, "what is copied from has to be named without variables")
        }
        let text = word.text
        if !isTrigger {
            if let number = Int(text), String(number) == text, (0..<stageCount - 1).contains(number) { return }
            if try isStage(text, line) { return }
        }
        try add(text, line)
    }

    /// Whether it names one of the stages before.
    private func isStage(_ name: String, _ line: Int) throws(DockerfileRefusal) -> Bool {
        if stages.contains(name) { return true }
        guard !foldedStages.contains(name.lowercased()) else {
            throw DockerfileRefusal(line, "the stage of this name is written otherwise, which some engines mind")
        }
        return false
    }

    private mutating func add(_ image: String, _ line: Int) throws(DockerfileRefusal) {
        guard !image.isEmpty, image.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw DockerfileRefusal(line, "no image is named")
        }
        let head = image.prefix { $0 != ":" && $0 != "@" }
        let isNumber = image.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard !isNumber, !Self.transports.contains(head.lowercased()) else {
            let shown = DisplayedWord(Array(image.utf8)[...])
            throw DockerfileRefusal(line, "'\(shown)' may be something else than a name; put the registry before it")
        }
        all.append(Base(image: image, line: line))
    }

    private static func isStageName(_ word: ByteText) -> Bool {
        guard let first = word.first, (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first) else {
            return false
        }
        return word.allSatisfy { ByteText.isNamePart($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }
}
