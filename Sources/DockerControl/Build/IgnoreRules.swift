/// What a `.dockerignore` leaves out of a build.
///
/// The rules are those of Docker: patterns are relative to the context, `*` and `?` stay inside of one name, `**` stands
/// for any number of folders, `!` makes an exception, and the last rule that fits counts. A rule for a folder is one for
/// all that is in it.
package struct IgnoreRules: Sendable {
    private struct Rule {
        let pattern: [Substring]
        let isException: Bool
    }

    private var rules: [Rule]

    /// Whether something may be wanted inside of a folder that is left out.
    package var hasExceptions: Bool { rules.contains { $0.isException } }

    /// Reads the file; lines that make no sense are left out.
    package init(_ file: [UInt8]) {
        rules = String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline).prefix(10_000).compactMap {
            line in
            var text = line.drop(while: \.isWhitespace)
            while text.last?.isWhitespace == true { text.removeLast() }
            guard !text.hasPrefix("#") else { return nil }
            let isException = text.hasPrefix("!")
            if isException { text = text.dropFirst() }
            let parts = text.split(separator: "/").filter { $0 != "." }
            guard !parts.isEmpty, !parts.contains("..") else { return nil }
            return Rule(pattern: parts, isException: isException)
        }
    }

    /// Makes an exception for a path that a rule leaves out.
    package mutating func keep(_ path: String) {
        if ignores(path) { rules.append(Rule(pattern: path.split(separator: "/"), isException: true)) }
    }

    /// Whether a path in the context is left out.
    package func ignores(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        var isIgnored = false
        for rule in rules where rule.isException == isIgnored {
            if Self.matches(rule.pattern, parts) { isIgnored = !rule.isException }
        }
        return isIgnored
    }

    /// Whether a pattern fits a path, or a folder that it is in.
    private static func matches(_ pattern: [Substring], _ parts: [Substring]) -> Bool {
        // How many parts the pattern may have taken so far: many `**` cost no more than their number times the depth.
        var reached: Set = [0]
        for wanted in pattern {
            var next: Set<Int> = []
            if wanted == "**" {
                if let first = reached.min() { next.formUnion(first...parts.count) }
            } else {
                let wanted = Array(wanted.unicodeScalars)
                for index in reached where index < parts.count {
                    if matches(wanted, Array(parts[index].unicodeScalars)) { next.insert(index + 1) }
                }
            }
            reached = next
        }
        return reached.contains { $0 > 0 }
    }

    /// One name against one pattern; going back to the last `*` alone keeps it from growing without bound.
    private static func matches(_ pattern: [Unicode.Scalar], _ name: [Unicode.Scalar]) -> Bool {
        var position = 0
        var index = 0
        var star: (position: Int, index: Int)?
        while index < name.count {
            if position < pattern.count, pattern[position] == "*" {
                star = (position, index)
                position += 1
            } else if let width = element(pattern, position, name[index]) {
                position += width
                index += 1
            } else if let last = star {
                star = (last.position, last.index + 1)
                position = last.position + 1
                index = last.index + 1
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == "*" }
    }

    /// How long the element of a pattern is that takes one character; nil when it does not take it.
    private static func element(_ pattern: [Unicode.Scalar], _ position: Int, _ character: Unicode.Scalar) -> Int? {
        guard position < pattern.count else { return nil }
        switch pattern[position] {
        case "?": return 1
        case "\\" where position + 1 < pattern.count: return pattern[position + 1] == character ? 2 : nil
        case "[":
            guard let end = pattern[(position + 1)...].firstIndex(of: "]"), end > position + 1 else { fallthrough }
            var set = pattern[(position + 1)..<end]
            let isNegated = set.first == "^"
            if isNegated { set = set.dropFirst() }
            var isIn = false
            while let low = set.popFirst() {
                if set.first == "-", set.count > 1 {
                    let high = set[set.startIndex + 1]
                    set = set.dropFirst(2)
                    isIn = isIn || low <= high && (low...high).contains(character)
                } else {
                    isIn = isIn || low == character
                }
            }
            return isIn != isNegated ? end - position + 1 : nil
        default: return pattern[position] == character ? 1 : nil
        }
    }
}
