//! Sketches tell how near vectors are, and how well they know.

use super::*;
use crate::store::schema::VECTOR_WIDTH;

pub(super) fn wave(step: f32) -> Vec<f32> {
    (0..VECTOR_WIDTH)
        .map(|n| (n as f32 * step).sin() * (n as f32 * 0.7).cos())
        .collect()
}

#[test]
fn the_error_is_never_larger_than_told() {
    let mut sketches = Sketches::default();
    let vectors: Vec<Vec<f32>> = (1_u8..200).map(|n| wave(f32::from(n) * 0.013)).collect();
    assert!(vectors.iter().all(|vector| sketches.push(vector)));
    let mut room = Vec::new();
    for step in [0.02, 0.5, 1.3] {
        let question = wave(step);
        let asked = SketchedQuestion::new(&question).unwrap();
        for (at, vector) in vectors.iter().enumerate() {
            let (near, error) = sketches.cosine(at, &asked, &mut room);
            let exact = cosine(vector, &question);
            assert!(
                (near - exact).abs() <= error,
                "{near} is not {exact} within {error}"
            );
            assert!(error < 0.04);
        }
    }
}

#[test]
fn sketches_that_are_put_together_are_as_near_as_before() {
    let vectors = [wave(0.02), wave(0.5)];
    let asked = SketchedQuestion::new(&wave(0.3)).unwrap();
    let mut together = Sketches::default();
    for vector in &vectors {
        let mut one = Sketches::default();
        assert!(one.push(vector));
        together.extend(&one);
        let at = together.len() - 1;
        let cosine = |of: &Sketches, at| of.cosine(at, &asked, &mut Vec::new());
        assert_eq!(cosine(&together, at), cosine(&one, 0));
    }
}

#[test]
fn sketches_in_blocks_are_as_near_and_stay_the_same() {
    let vectors: Vec<Vec<f32>> = (0_u16..300)
        .map(|n| wave(0.01 + f32::from(n) * 0.013))
        .collect();
    let mut sketches = Sketches::default();
    assert!(vectors.iter().all(|vector| sketches.push(vector)));
    let mut laid_out = Sketches::default();
    laid_out.extend(&sketches);
    laid_out.lay_out();
    assert!(laid_out.push(&vectors[7]));
    assert_eq!(laid_out.in_blocks, 256);
    for step in [0.02, 0.5, 1.3] {
        let question = wave(step);
        let asked = SketchedQuestion::new(&question).unwrap();
        let (mut compared, mut room) = (laid_out.compared(&asked), Vec::new());
        for (at, vector) in vectors.iter().enumerate().rev() {
            let (near, error) = compared.cosine(at);
            let exact = cosine(vector, &question);
            assert!(
                (near - exact).abs() <= error && error < 0.04,
                "{near} is not {exact} within {error}"
            );
            let alone = sketches.cosine(at, &asked, &mut room);
            assert_eq!(laid_out.cosine(at, &asked, &mut room), alone);
        }
    }
    let mut copy = Sketches::default();
    copy.append(laid_out);
    assert_eq!(copy.codes[..sketches.codes.len()], sketches.codes);
    assert_eq!(copy.codes(300), sketches.codes(7));
}

#[test]
fn few_numbers_are_never_further_off_than_told() {
    let (mut sketches, mut room) = (Sketches::default(), Vec::new());
    let vectors: Vec<Vec<f32>> = (1_u8..250)
        .map(|n| {
            let cosine = f32::from(n) / 251.0;
            let mut vector = vec![0.0; VECTOR_WIDTH];
            vector[0] = cosine;
            vector[1 + usize::from(n)] = (1.0 - cosine * cosine).sqrt();
            vector
        })
        .collect();
    assert!(vectors.iter().all(|vector| sketches.push(vector)));
    let mut question = vec![0.0; VECTOR_WIDTH];
    question[0] = 1.0;
    let asked = SketchedQuestion::new(&question).unwrap();
    for (at, vector) in vectors.iter().enumerate() {
        let (near, error) = sketches.cosine(at, &asked, &mut room);
        assert!((near - vector[0]).abs() <= error, "{near} {}", vector[0]);
    }
    sketches.lay_out();
    let mut compared = sketches.compared(&asked);
    for (at, vector) in vectors.iter().enumerate() {
        let (near, error) = compared.cosine(at);
        assert!((near - vector[0]).abs() <= error, "{near} {}", vector[0]);
    }
}

#[test]
fn vectors_of_any_width_are_compared() {
    for width in [1_u8, 2, 7, 33, 255] {
        let vector: Vec<f32> = (0..width).map(|n| (f32::from(n) * 0.7).cos()).collect();
        let (mut sketches, mut room) = (Sketches::default(), Vec::new());
        assert!(sketches.push(&vector) && sketches.push(&vector));
        let asked = SketchedQuestion::new(&vector).unwrap();
        for at in 0..2 {
            let (near, error) = sketches.cosine_with(at, &asked, &mut room).unwrap();
            assert!((near - 1.0).abs() <= error, "{width}: {near} {error}");
        }
        let wider = SketchedQuestion::new(&[1.0; 256]).unwrap();
        assert!(sketches.cosine_with(0, &wider, &mut room).is_none());
    }
}

#[test]
fn vectors_without_meaning_are_left_out() {
    let mut sketches = Sketches::default();
    let hash = crate::domain::node_hash::vector_of("any text");
    assert!(!sketches.push(&hash));
    assert!(!sketches.push(&[0.0; VECTOR_WIDTH]));
    assert!(!sketches.push(&[f32::NAN; VECTOR_WIDTH]));
    // Those of one width belong together.
    assert!(sketches.push(&wave(0.5)));
    assert!(!sketches.push(&[1.0; 3]));
    assert!(SketchedQuestion::new(&[0.0; VECTOR_WIDTH]).is_none());
}
