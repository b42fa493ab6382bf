package com.example.diabetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.diabetes.Diabetes.Patient;
import com.example.diabetes.Diabetes.Prognosis;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.ModelTester;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DiabetesTest {
    private final ModelTester<Patient, Prognosis> tester =
            ModelTester.of(new Diabetes())
                    .parameter("threshold", "150")
                    .artifact("weights", Path.of("weights.properties"));

    @Test
    void shouldScoreAPatientAsTheFittedModelDoes() {
        Prognosis prognosis =
                tester.predict(new Patient(59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87));

        // The first row of the data set; scikit-learn gives the same.
        assertEquals(207.79331601, prognosis.progression(), 1e-8);
        assertTrue(prognosis.high());
    }

    @Test
    void shouldRefuseAnImpossibleAge() {
        HeddleException refused =
                assertThrows(
                        HeddleException.class,
                        () -> tester.predictJson(
                                """
                                {"age": 200, "sex": 1, "bodyMassIndex": 30, "bloodPressure": 90,
                                 "totalCholesterol": 150, "lowDensityLipoproteins": 90,
                                 "highDensityLipoproteins": 40, "cholesterolRatio": 4,
                                 "logTriglycerides": 4.5, "bloodSugar": 90}
                                """));

        assertTrue(refused.getMessage().contains("age is 200.0, expected 0 to 130"));
    }
}
