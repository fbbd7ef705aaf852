//! Whether a model is one that makes vectors of texts, before it is used.

use std::path::Path;

use ort::{
    environment::Environment,
    session::{Session, builder::GraphOptimizationLevel},
};

/// What can be given to a model.
const INPUTS: [&str; 3] = ["input_ids", "attention_mask", "token_type_ids"];

/// What a vector can be made of, when a model has several outputs.
const OUTPUTS: [&str; 3] = ["text_embeds", "last_hidden_state", "sentence_embedding"];

/// Texts without anything in common have vectors below this cosine.
const THE_SAME: f32 = 0.9999;

/// Checks what a model takes and gives, by its file alone. Says what is wrong.
pub(super) fn graph(environment: &Environment, onnx: &Path) -> Result<(), String> {
    let plain = GraphOptimizationLevel::Disable;
    let session = Session::builder(environment)
        .map_err(|error| error.to_string())?
        .with_optimization_level(plain)
        .map_err(|error| error.to_string())?
        .commit_from_file(onnx)
        .map_err(|error| error.to_string())?;
    let inputs = session.inputs().iter().map(|input| input.name().to_owned());
    let outputs = session
        .outputs()
        .iter()
        .map(|output| output.name().to_owned());
    names(&inputs.collect::<Vec<_>>(), &outputs.collect::<Vec<_>>())
}

fn names(inputs: &[String], outputs: &[String]) -> Result<(), String> {
    let (wanted, given) = (INPUTS.join(", "), inputs.join(", "));
    let odd = inputs.iter().any(|name| !INPUTS.contains(&name.as_str()));
    let lacks = !INPUTS[..2]
        .iter()
        .all(|name| inputs.iter().any(|input| input == name));
    if odd || lacks {
        return Err(format!(
            "it takes {given}; a model of texts takes {wanted}, the last if it likes"
        ));
    }
    let fits = outputs.len() == 1 || outputs.iter().any(|name| OUTPUTS.contains(&name.as_str()));
    if !fits {
        return Err(format!(
            "it gives {}; one output, or one of {} is needed",
            outputs.join(", "),
            OUTPUTS.join(", ")
        ));
    }
    Ok(())
}

/// Checks the vectors of two unlike texts, against the width that is announced if one is.
pub(super) fn vectors(one: &[f32], other: &[f32], width: Option<usize>) -> Result<(), String> {
    if one.is_empty() || one.len() != other.len() {
        return Err("its vectors have no fixed number of numbers".to_owned());
    }
    if let Some(width) = width.filter(|width| *width != one.len()) {
        let made = one.len();
        return Err(format!(
            "its vectors have {made} numbers instead of {width}"
        ));
    }
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let lengths = (dot(one, one) * dot(other, other)).sqrt();
    if !lengths.is_normal() {
        return Err("its vectors have no direction".to_owned());
    }
    if dot(one, other) / lengths > THE_SAME {
        return Err("it makes the same vector of any text".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(inputs: &[&str], outputs: &[&str]) -> Result<(), String> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let (inputs, outputs): (Vec<String>, Vec<String>) = (owned(inputs), owned(outputs));
        names(&inputs, &outputs)
    }

    #[test]
    fn models_of_texts_pass() {
        assert_eq!(checked(&INPUTS, &["last_hidden_state"]), Ok(()));
        assert_eq!(checked(&INPUTS[..2], &["whatever"]), Ok(()));
        let several = ["token_embeddings", "sentence_embedding"];
        assert_eq!(checked(&INPUTS, &several), Ok(()));
    }

    #[test]
    fn others_are_told_by_what_they_take_and_give() {
        let pictures = checked(&["pixel_values"], &["image_embeds"]).unwrap_err();
        assert!(pictures.contains("pixel_values"), "{pictures}");
        let generator = ["input_ids", "attention_mask", "past_key_values.0.key"];
        assert!(checked(&generator, &["logits"]).is_err());
        assert!(checked(&["input_ids"], &["last_hidden_state"]).is_err());
        assert!(checked(&INPUTS, &["logits", "loss"]).is_err());
    }

    #[test]
    fn vectors_that_tell_nothing_are_refused() {
        let (one, other) = ([1.0, 0.0], [0.6, 0.8]);
        assert_eq!(vectors(&one, &other, None), Ok(()));
        assert_eq!(vectors(&one, &other, Some(2)), Ok(()));
        assert!(
            vectors(&one, &other, Some(3))
                .unwrap_err()
                .contains("2 numbers instead of 3")
        );
        assert!(vectors(&one, &one, None).is_err());
        assert!(vectors(&[0.0, 0.0], &other, None).is_err());
        assert!(vectors(&[f32::NAN, 0.0], &other, None).is_err());
        assert!(vectors(&[], &[], None).is_err());
    }
}
