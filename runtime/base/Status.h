//===- Status.h - errors as values ------------------------------*- C++ -*-===//
//
// A function that can fail returns Status, or Result<T> if it also gives a value.
// An error is written for a person: what is wrong and where (message), what to do (hint).
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_BASE_STATUS_H
#define HEDDLE_RUNTIME_BASE_STATUS_H

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace heddle::runtime {

/// Success, or what went wrong. Converts to true when ok.
class [[nodiscard]] Status {
public:
  Status() = default;
  static Status error(std::string message, std::string hint = "") {
    Status status;
    status.failed = true;
    status.text = std::move(message);
    status.advice = std::move(hint);
    return status;
  }

  bool ok() const { return !failed; }
  explicit operator bool() const { return ok(); }
  const std::string &message() const { return text; }
  const std::string &hint() const { return advice; }

  /// The same error with `where` in front: "where: message".
  Status at(const std::string &where) const { return error(where + ": " + text, advice); }

  /// "message" or "message\n  hint: ...", for printing.
  std::string str() const { return advice.empty() ? text : text + "\n  hint: " + advice; }

private:
  bool failed = false;
  std::string text;
  std::string advice;
};

/// Short for Status::error.
inline Status error(std::string message, std::string hint = "") {
  return Status::error(std::move(message), std::move(hint));
}

/// A value, or the Status that says why there is none.
template <typename T> class [[nodiscard]] Result {
public:
  Result(T value) : state(std::move(value)) {}
  Result(Status failure) : state(std::move(failure)) {
    assert(!std::get<Status>(state).ok() && "a Result without a value needs an error");
  }
  template <typename U>
    requires(std::is_convertible_v<U &&, T> && !std::is_same_v<std::decay_t<U>, Result> &&
             !std::is_same_v<std::decay_t<U>, T> && !std::is_same_v<std::decay_t<U>, Status>)
  Result(U &&value) : state(T(std::forward<U>(value))) {}

  bool ok() const { return std::holds_alternative<T>(state); }
  explicit operator bool() const { return ok(); }
  T &operator*() { return std::get<T>(state); }
  const T &operator*() const { return std::get<T>(state); }
  T *operator->() { return &std::get<T>(state); }
  const T *operator->() const { return &std::get<T>(state); }

  /// Ok if there is a value.
  Status status() const { return ok() ? Status() : std::get<Status>(state); }

private:
  std::variant<T, Status> state;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_BASE_STATUS_H
